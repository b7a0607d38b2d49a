"""Every model trains and generates with its default windows, however short the clips are."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_ase
import small_l2l
from made_up_features import make_features

from elp.config.models import MODELS
from elp.config.sampling import SamplingSettings
from elp.config.schedule import ScheduleSettings
from elp.errors import DataError
from elp.features.splits import TrainingSplits
from elp.features.store import FeatureSet, Statistics, write_features
from elp.models.kind import ModelKind, load_kind
from elp.models.store import load_model, save_model
from elp.models.train import train_model
from elp.training.device import pick_device

WINDOWS = {"ase": 50, "l2l": 64, "rlhg": 90, "pch": 90}
SMALL: dict[str, dict[str, Any]] = {
    "ase": {name: value for name, value in small_ase.SMALL.items() if name != "window"},
    "l2l": small_l2l.SMALL,
    "rlhg": {"hidden": 8, "inputs": 8},
    "pch": {"hidden": 8, "inputs": 8},
}
each_model = pytest.mark.parametrize("name", MODELS)


def kind_of(name: str) -> ModelKind:
    return load_kind(MODELS[name].module)


def train(name: str, features: FeatureSet, folder: Path) -> Any:
    """The model, as it is read from its file."""
    write_features(folder / "train.arrow", features)
    kind = kind_of(name)
    trained = train_model(
        kind,
        folder / "train.arrow",
        kind.settings.model_validate(SMALL[name]),
        ScheduleSettings(steps=2, batch_size=4),
        seed=0,
        work=folder / "work",
        device=pick_device("cpu"),
    )
    save_model(folder / "model.safetensors", MODELS[name].module, trained.model)
    return load_model(folder / "model.safetensors")[1]


@each_model
@pytest.mark.parametrize(("fps", "frames"), [(30, 110), (25, 53)])
def test_other_rates_and_the_clips_of_learning2listen(
    name: str, fps: int, frames: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its clips have 64 frames at 30 a second, 53 at 25."""
    features = replace(make_features((frames, frames, frames - 3)), fps=float(fps))
    with caplog.at_level(logging.WARNING):
        model = train(name, features, tmp_path)
    assert ("no training clip has the" in caplog.text) == (frames < WINDOWS[name])
    if name != "l2l":
        assert model.settings.window == min(frames, WINDOWS[name])
    sizes = {"listener_expression": 5, "listener_pose": 2}
    unscaled = Statistics(
        {key: np.zeros(size) for key, size in sizes.items()},
        {key: np.ones(size) for key, size in sizes.items()},
    )
    settings = SamplingSettings(samples=1)
    samples = list(kind_of(name).sample(model, features, unscaled, settings, 0))
    for clip, generated in zip(features.clips, samples, strict=True):
        assert generated.clip == clip.name
        assert len(generated.listener) == clip.frames
        assert np.isfinite(generated.listener.expression).all()


@each_model
def test_clips_too_short_for_a_model_are_an_error(name: str, tmp_path: Path) -> None:
    fewest = {"ase": 2, "l2l": 40, "rlhg": 3, "pch": 8}[name]
    pattern = f"longest training clip has {fewest - 1} frames.*`window` of at least {fewest}"
    with pytest.raises(DataError, match=pattern):
        train(name, make_features((fewest - 1, fewest - 1)), tmp_path)


@pytest.mark.parametrize(("frames", "codes"), [(40, 1), (53, 2), (56, 3), (63, 3), (70, 4)])
def test_learning2listen_predicts_as_many_codes_as_fit(frames: int, codes: int) -> None:
    model = small_l2l.small()
    schedule = ScheduleSettings(steps=1, batch_size=3)
    *_, stage = kind_of("l2l").stages(model, TrainingSplits(make_features((frames,))), schedule, 0)
    batch: Any = stage.batch_of_step(1)
    assert batch.expression.shape[1] == 32 + 8 * codes
    assert np.isfinite(stage.loss(stage.module, batch)["codes"].item())
