"""Sampling as a multiple of real time, at the paper's sizes.

    python benchmarks/sampling.py [--repeats 5] [--threads 2]

A stream is a single clip of 20 s; a batch is many such clips, as in the rule of samples. Prints
seconds of listener generated per second of computing, medians of alternating runs.
"""

import os
import statistics
import sys
import time

import numpy as np
import torch

from elp.coefficients import FPS
from elp.config.ase import AseSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.models.ase.kind import KIND
from elp.models.ase.model import Ase
from elp.models.ase.sampling import sample_clips
from elp.models.kind import new_model
from elp.models.sizes import Sizes
from elp.workflow.job import parse

ALLOCATOR = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "1000000000000"}
SIZES = Sizes(n_emotions=3)
EMOTIONS = ("positive", "neutral", "negative")
SECONDS, CLIPS = 20, 16
SETTINGS = SamplingSettings(samples=1)
STATISTICS = Statistics(
    {"listener_expression": np.zeros(SIZES.expression), "listener_pose": np.zeros(SIZES.pose)},
    {"listener_expression": np.ones(SIZES.expression), "listener_pose": np.ones(SIZES.pose)},
)


def random_features(clips: int, seconds: int = SECONDS) -> FeatureSet:
    """Speakers of random numbers, with the paper's shapes."""
    rng = np.random.default_rng(0)
    frames = seconds * FPS

    def normal(width: int) -> np.ndarray:
        return rng.normal(size=(clips * frames, width)).astype(np.float32)

    return FeatureSet(
        clips=tuple(
            FeatureClip(
                name=f"clip{k}",
                start=k * frames,
                frames=frames,
                emotion=EMOTIONS[k % 3],
                speaker_id="s",
                listener_id="l",
            )
            for k in range(clips)
        ),
        emotions=EMOTIONS,
        fps=float(FPS),
        mfcc=normal(SIZES.mfcc),
        style=normal(SIZES.style),
        speaker_expression=normal(SIZES.expression),
        speaker_pose=normal(SIZES.pose),
        speaker_blink=np.zeros(clips * frames, bool),
        listener_expression=normal(SIZES.expression),
        listener_pose=normal(SIZES.pose),
        listener_blink=np.zeros(clips * frames, bool),
    )


def multiple_of_real_time(model: Ase, features: FeatureSet) -> float:
    """Seconds of listener per second of computing."""
    start = time.perf_counter()
    samples = list(sample_clips(model, features, STATISTICS, SETTINGS, 0))
    elapsed = time.perf_counter() - start
    return sum(len(sample.listener) for sample in samples) / FPS / elapsed


def main(*, repeats: int = 5, threads: int = 2) -> None:
    """Measure and print the results."""
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ALLOCATOR)
    torch.set_num_threads(threads)
    model = new_model(KIND, AseSettings(), SIZES, seed=0).eval()
    work = {"batch": random_features(CLIPS), "stream": random_features(1)}
    found: dict[str, list[float]] = {name: [] for name in work}
    for repeat in range(repeats + 1):
        for name, features in work.items():
            multiple = multiple_of_real_time(model, features)
            if repeat:  # the first is a warm-up
                found[name].append(multiple)
    medians = {name: statistics.median(values) for name, values in found.items()}
    print(f"{threads} threads, median of {repeats}, clips of {SECONDS} s")
    print(f"{CLIPS} clips in batches: {medians['batch']:.0f} times real time (at least 100)")
    print(f"one stream: {medians['stream']:.0f} times real time (at least 10)")


if __name__ == "__main__":
    parse(main)
