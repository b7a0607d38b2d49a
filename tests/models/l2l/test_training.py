"""Learning2Listen trains: both networks overfit, and codes generalise."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from made_up_features import make_features
from small_l2l import SMALL, small
from torch import Tensor

from elp.config.l2l import VqVaeSettings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits
from elp.features.store import FeatureSet
from elp.models.l2l.kind import KIND
from elp.models.l2l.vqvae import VqVae, vqvae_loss
from elp.training.loop import Schedule, fit
from elp.training.optimiser import make_optimiser


def train(model: Any, features: FeatureSet, steps: int, work: Path) -> dict[str, list[Any]]:
    rows = {}
    for stage in KIND.stages(
        model, TrainingSplits(features), ScheduleSettings(steps=steps, batch_size=4), 0
    ):
        batch = stage.batch_of_step(1)
        rows[stage.name] = fit(
            stage.module,
            stage.loss,
            lambda step, batch=batch: batch,  # type: ignore[misc]
            make_optimiser(stage.module, stage.optimiser),
            Schedule(stage.steps, steps, steps),
            seed=0,
            work=work / stage.name,
            run="a",
        )
    return rows


def test_both_networks_can_overfit_one_batch(tmp_path: Path) -> None:
    predictor = SMALL["predictor"] | {"masked": 0.0, "cross_hidden": 32, "hidden": 32}
    vqvae = SMALL["vqvae"] | {"hidden": 32, "codes": 32}
    model = small(vqvae=vqvae, predictor=predictor)
    rows = train(model, make_features((64,) * 4), 250, tmp_path)
    first, last = (rows["vqvae"][k]["expression"] for k in (0, -1))
    assert last < 0.75 * first
    first, last = (rows["predictor"][k]["codes"] for k in (0, -1))
    assert last < 0.15 * first


def test_the_vqvae_is_judged_by_its_motion() -> None:
    features, scores = make_features((64,) * 4), []
    for commitment in (0.25, 100.0):  # weighs only the quantiser's loss
        model = small(vqvae=SMALL["vqvae"] | {"commitment": commitment})
        schedule = ScheduleSettings(steps=1, batch_size=4)
        stage = next(iter(KIND.stages(model, TrainingSplits(features, features), schedule, 0)))
        assert stage.validation is not None
        scores.append(stage.validation.score(stage.module, stage.loss, seed=0, step=1))
    assert scores[0] == scores[1]


def smooth_motion(clips: int, seed: int) -> Tensor:
    """Slow movements, which few codes can describe."""
    generator = np.random.default_rng(seed)
    phase = generator.uniform(0, 2 * np.pi, (clips, 1, 1))
    level = generator.normal(size=(clips, 1, 1))
    time = np.arange(32)[None, :, None] / 25
    weights = np.random.default_rng(9).normal(size=(2, 7))
    sources = np.concatenate([np.sin(2 * np.pi * 0.5 * time + phase), level + 0 * time], axis=2)
    return torch.from_numpy((sources @ weights).astype(np.float32))


def test_new_motion_is_reconstructed_better_with_more_codes() -> None:
    errors = []
    training, test = smooth_motion(256, 0), smooth_motion(64, 1)
    for codes in (1, 2, 8):
        torch.manual_seed(0)
        model = VqVae(VqVaeSettings(hidden=16, layers=1, heads=2, feed_forward=16, codes=codes), 7)
        optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
        for step in range(300):
            rows = torch.from_numpy(np.random.default_rng(step).integers(256, size=32))
            generated, quantised = model(training[rows])
            terms = vqvae_loss(
                generated, training[rows], quantised, {"expression": 5, "rotation": 2}
            )
            optimiser.zero_grad()
            torch.stack(list(terms.values())).sum().backward()
            optimiser.step()
        with torch.no_grad():
            model.eval()
            errors.append((model.decode(model.encode(test)) - test).abs().mean().item())
    assert errors[0] > 1.1 * errors[1] > 1.1 * 1.1 * errors[2], errors
