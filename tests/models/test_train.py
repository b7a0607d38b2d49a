"""A model trains on features, end to end, and learns."""

from pathlib import Path

import numpy as np
import pytest
import torch
from made_up_features import make_features
from small_ase import SMALL, small_settings

from elp.config.ase import AseSettings
from elp.config.schedule import ScheduleSettings
from elp.features.store import write_features
from elp.features.windows import TrainingWindows
from elp.models.ase.kind import KIND
from elp.models.ase.losses import ase_loss, blink_cross_entropy, motion_distance
from elp.models.train import Trained, train_model
from elp.training.device import pick_device


def run_ase(folder: Path, settings: AseSettings, steps: int, batch_size: int) -> Trained:
    return train_model(
        KIND,
        folder / "train.arrow",
        settings,
        ScheduleSettings(steps=steps, batch_size=batch_size, validation=0),
        seed=0,
        work=folder / "work",
        device=pick_device("cpu"),
    )


def test_eight_windows_can_be_overfitted(tmp_path: Path) -> None:
    """The loss is far below that of the mean listener, who blinks at the mean rate.

    The same holds against guessing one of three emotions. How far depends on rounding.
    """
    features = make_features((20,) * 8)
    write_features(tmp_path / "train.arrow", features)
    changes = {"heads": 32, "categories": 8, "channels": 64, "d1_channels": 32, "dropout": 0.0}
    blinks = {"d2_channels": 8, "d2_lstm": 32}
    shallow = {"conv_layers": 4, "lstm_layers": 1, "optimiser": {"learning_rate": 3e-3}}
    settings = AseSettings.model_validate(SMALL | changes | blinks | shallow)
    trained = run_ase(tmp_path, settings, steps=300, batch_size=8)
    batch = TrainingWindows(features, 20).batch(np.arange(8))
    with torch.no_grad():
        learned = ase_loss(trained.model.train(), batch)
    zero = torch.zeros(())  # the mean, in z-scores
    always = (features.listener_blink.mean() * torch.ones(8, 20)).logit()
    for name, share, mean_listener in (
        ("expression", 0.2, motion_distance(batch.expression * zero, batch.expression)),
        ("pose", 0.2, motion_distance(batch.pose * zero, batch.pose)),
        ("blink", 0.4, 5 * blink_cross_entropy(always, batch.blink)),
    ):
        assert learned[name] < share * mean_listener.mean(), name
    assert learned["emotion"] < 0.05 * np.log(3)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_it_trains_on_a_gpu(tmp_path: Path) -> None:
    write_features(tmp_path / "train.arrow", make_features())
    trained = train_model(
        KIND,
        tmp_path / "train.arrow",
        small_settings(),
        ScheduleSettings(steps=20, batch_size=8),
        seed=0,
        work=tmp_path / "work",
        device=pick_device("cuda"),
    )
    assert trained.rows["ase"][-1]["total"] < trained.rows["ase"][0]["total"]
