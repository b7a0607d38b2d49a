import math

import numpy as np
import pytest
import torch
from made_up_features import make_features
from small_ase import small_ase

from elp.config.sampling import SamplingSettings
from elp.evaluation.diagnostics import diagnose
from elp.features.store import Statistics
from elp.metrics import variation_sum
from elp.models.ase.model import Ase

SPLITS = {"train": make_features((45, 33)), "test": make_features((57, 40, 12))}
STATISTICS = Statistics(
    {"listener_expression": np.zeros(5), "listener_pose": np.zeros(2)},
    {"listener_expression": np.full(5, 2.0), "listener_pose": np.ones(2)},
)


def findings(model: Ase) -> dict[tuple[str, str], float]:
    found = diagnose(model.eval(), SPLITS, STATISTICS, SamplingSettings(overlap=6))
    return {(row.split, row.quantity): row.value for row in found}


def test_every_quantity_is_finite_on_both_splits() -> None:
    found = findings(small_ase())
    names = {split: {name for where, name in found if where == split} for split in SPLITS}
    assert names["train"] == names["test"]
    assert all(np.isfinite(value) for value in found.values())
    real = [
        variation_sum(2.0 * SPLITS["test"].listener_expression[clip.rows])
        for clip in SPLITS["test"].clips
    ]
    assert found["test", "expression_vd_gt"] == pytest.approx(np.mean(real), rel=1e-4)
    blinks = SPLITS["train"].listener_blink.mean()
    assert found["train", "blink_frames_gt"] == pytest.approx(blinks, rel=1e-5)


def test_uniform_codes_have_the_largest_entropy_and_certain_ones_none() -> None:
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


def test_decoders_deaf_to_the_codes_answer_alike() -> None:
    """The sign of collapse: random codes decode to the same motion, which stands still."""
    model = small_ase()
    with torch.no_grad():
        model.motion_map.weight.zero_()
    found = findings(model)
    for group in ("expression", "pose"):
        assert found["test", f"{group}_rms_elp_against_dls_random"] == pytest.approx(0, abs=1e-5)
        assert found["test", f"{group}_fd_elp"] == pytest.approx(
            found["test", f"{group}_fd_dls_random"], rel=1e-4
        )


def test_the_blink_range_is_in_order_and_thresholded() -> None:
    found = findings(small_ase())
    levels = [
        found["test", f"blink_probability_{n}"] for n in ("min", "p01", "median", "p99", "max")
    ]
    assert levels == sorted(levels)
    expected = 0.0 if levels[-1] <= 0.5 else 1.0
    if levels[-1] <= 0.5 or levels[0] > 0.5:
        assert found["test", "blink_frames_elp"] == expected


def test_a_known_emotion_predictor_has_a_known_accuracy() -> None:
    model = small_ase()
    last = model.emotion.mlp[-1]
    with torch.no_grad():
        last.weight.zero_()
        last.bias.copy_(torch.tensor([5.0, 0.0, 0.0]))
    found = findings(model)
    assert found["train", "emotion_accuracy"] == pytest.approx(1 / 2)  # positive, neutral
    assert found["test", "emotion_accuracy"] == pytest.approx(1 / 3)
