"""Training and generation speed of all models at their published sizes, in one run.

    python benchmarks/models.py [--steps 5] [--threads 2]

Training: optimiser steps per second on batches of 32 windows, for each stage. Generation: seconds
of listener per second of computing for 32 clips of 10 s together, medians. For Learning2Listen also
whether 32 clips together give the same samples as one by one.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from sampling import ALLOCATOR, SETTINGS, SIZES, STATISTICS, random_features

from elp.coefficients import FPS
from elp.config.base import Settings
from elp.config.models import MODELS, RunSettings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits
from elp.features.store import FeatureSet
from elp.models.kind import ModelKind, TrainingStage, load_kind, new_model
from elp.training.optimiser import make_optimiser
from elp.workflow.job import parse

CLIPS, SECONDS, BATCH = 32, 10, 32
ES = {
    "loss": {"objective": "energy"},
    "noise": "correlated",
    "speaker_level": True,
    "blinks": "hazard",
    "portrait": True,
}
RUNS: dict[str, dict[str, object]] = {
    "elp": {"ase": {}},
    "elp_es": {"ase": ES},
    "l2l": {"l2l": {}},
    "rlhg": {"rlhg": {}},
    "pch": {"pch": {}},
}


def stepper(stage: TrainingStage) -> Callable[[], None]:
    """A function that does one training step: batch, loss, gradients, update."""
    optimiser = make_optimiser(stage.module, stage.optimiser)

    def step() -> None:
        terms = stage.loss(stage.module, stage.batch_of_step(1))
        optimiser.zero_grad(set_to_none=True)
        torch.stack(list(terms.values())).sum().backward()
        optimiser.step()

    return step


def steps_per_second(step: Callable[[], None], steps: int) -> float:
    """Median rate; the first step is a warm-up."""
    times = []
    for _ in range(steps + 1):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return 1 / statistics.median(times[1:])


def answers(kind: ModelKind, model: Any, speakers: FeatureSet, together: int = CLIPS) -> np.ndarray:
    """Expression of all clips, stacked."""
    settings = SETTINGS.model_copy(update={"batch_size": max(together, 64)})
    samples = kind.sample(model, speakers, STATISTICS, settings, 0)
    return np.concatenate([sample.listener.expression for sample in samples])


def agreement(kind: ModelKind, model: Any, speakers: FeatureSet) -> tuple[float, int]:
    """Largest difference between clips together and one by one; number of clips above 1 %."""
    whole = answers(kind, model, speakers)
    apart = np.concatenate(
        [answers(kind, model, replace(speakers, clips=(clip,)), 1) for clip in speakers.clips]
    )
    difference = np.abs(whole - apart).reshape(len(speakers.clips), -1).max(axis=1)
    return float(difference.max()), int((difference > 0.01).sum())


def measure(name: str, steps: int, speakers: FeatureSet) -> None:
    """Print the results of one run."""
    run = RunSettings.model_validate(RUNS[name])
    assert run.kind is not None
    settings: Settings = run.model or Settings()
    kind = load_kind(MODELS[run.kind].module)
    model = new_model(kind, settings, SIZES, seed=0)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(f"{name}: {parameters:,} parameters")
    schedule = ScheduleSettings(steps=steps, batch_size=BATCH)
    model.train()
    for stage in kind.stages(model, TrainingSplits(speakers), schedule, 0):
        rate = steps_per_second(stepper(stage), steps)
        print(f"  training, {stage.name}: {rate:.2f} steps of {BATCH} windows a second")
    model.eval()
    found = []
    for _ in range(4):
        start = time.perf_counter()
        answers(kind, model, speakers)
        found.append(CLIPS * SECONDS / (time.perf_counter() - start))
    print(f"  generation, {CLIPS} clips together: {statistics.median(found[1:]):.0f} x real time")
    if name == "l2l":
        largest, other = agreement(kind, model, speakers)
        print(f"  against one by one: largest difference {largest:.1e}, {other} clips over 0.01")


def main(*, steps: int = 5, threads: int = 2) -> None:
    """Measure and print the results."""
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ALLOCATOR)
    torch.set_num_threads(threads)
    speakers = random_features(CLIPS, SECONDS)
    assert speakers.clips[0].frames == SECONDS * FPS
    for name in RUNS:
        torch.manual_seed(0)
        measure(name, steps, speakers)


if __name__ == "__main__":
    parse(main)
