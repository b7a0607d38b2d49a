import math
from pathlib import Path

import numpy as np
import pytest
import torch
from made_up_features import make_features
from small_ase import small_ase

from elp.config.sampling import SamplingSettings
from elp.evaluation.diagnostics import diagnose, diagnose_models
from elp.features.store import Statistics, write_features
from elp.metrics import variation_sum
from elp.models.ase.model import Ase
from elp.models.store import save_model

SPLITS = {"train": make_features((45, 33)), "test": make_features((57, 40, 12))}
STATISTICS = Statistics(
    {"listener_expression": np.zeros(5), "listener_pose": np.zeros(2)},
    {"listener_expression": np.full(5, 2.0), "listener_pose": np.ones(2)},
)


def findings(model: Ase) -> dict[tuple[str, str], float]:
    rows = diagnose(model.eval(), SPLITS, STATISTICS, SamplingSettings(overlap=6))
    return {(row.split, row.quantity): row.value for row in rows}


def test_every_quantity_is_finite_on_both_splits() -> None:
    values = findings(small_ase())
    names = {split: {name for where, name in values if where == split} for split in SPLITS}
    assert names["train"] == names["test"]
    assert all(np.isfinite(value) for value in values.values())
    real = [
        variation_sum(2.0 * SPLITS["test"].listener_expression[clip.rows])
        for clip in SPLITS["test"].clips
    ]
    assert values["test", "expression_vd_gt"] == pytest.approx(np.mean(real), rel=1e-4)
    blinks = SPLITS["train"].listener_blink.mean()
    assert values["train", "blink_frames_gt"] == pytest.approx(blinks, rel=1e-5)


def test_uniform_codes_have_the_largest_entropy_and_certain_codes_none() -> None:
    model = small_ase()
    last = model.code.mlp[-1]
    with torch.no_grad():
        last.weight.zero_()
        last.bias.zero_()
    uniform = findings(model)
    assert uniform["test", "code_entropy_nats"] == pytest.approx(math.log(4), rel=1e-5)
    assert uniform["test", "code_entropy_share_of_largest"] == pytest.approx(1, rel=1e-5)
    with torch.no_grad():
        last.bias.view(5, 4)[:, 0] = 50
    certain = findings(model)
    assert certain["test", "code_entropy_nats"] == pytest.approx(0, abs=1e-6)


def test_decoders_that_ignore_the_codes_give_the_same_motion() -> None:
    """The sign of collapse: random codes decode to the same constant motion."""
    model = small_ase()
    with torch.no_grad():
        model.motion_map.weight.zero_()
    values = findings(model)
    for group in ("expression", "pose"):
        assert values["test", f"{group}_rms_elp_against_dls_random"] == pytest.approx(0, abs=1e-5)
        assert values["test", f"{group}_fd_elp"] == pytest.approx(
            values["test", f"{group}_fd_dls_random"], rel=1e-4
        )


def test_the_blink_range_is_in_order_and_thresholded() -> None:
    values = findings(small_ase())
    levels = [
        values["test", f"blink_probability_{n}"] for n in ("min", "p01", "median", "p99", "max")
    ]
    assert levels == sorted(levels)
    expected = 0.0 if levels[-1] <= 0.5 else 1.0
    if levels[-1] <= 0.5 or levels[0] > 0.5:
        assert values["test", "blink_frames_elp"] == expected


def test_a_known_emotion_predictor_has_a_known_accuracy() -> None:
    model = small_ase()
    last = model.emotion.mlp[-1]
    with torch.no_grad():
        last.weight.zero_()
        last.bias.copy_(torch.tensor([5.0, 0.0, 0.0]))
    values = findings(model)
    assert values["train", "emotion_accuracy"] == pytest.approx(1 / 2)  # positive, neutral
    assert values["test", "emotion_accuracy"] == pytest.approx(1 / 3)


def test_models_are_diagnosed_from_their_files(tmp_path: Path) -> None:
    results, model = tmp_path / "results", small_ase()
    folder = results / "features/made_up"
    folder.mkdir(parents=True)
    for split, features in SPLITS.items():
        write_features(folder / f"{split}.arrow", features)
    STATISTICS.save(folder / "statistics.npz")
    path = results / "models/made_up/elp/seed3/model.safetensors"
    path.parent.mkdir(parents=True)
    save_model(path, "elp.models.ase.kind", model)
    rows = list(diagnose_models([path], SamplingSettings(overlap=6)))
    assert {row[:3] for row in rows} == {("made_up", "elp", 3)}
    assert {row[3:5]: row[5] for row in rows} == pytest.approx(findings(model))
