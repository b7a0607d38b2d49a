"""Velocity FD, jerk ratio and seam ratio."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elp.features.joints import WindowPlan
from elp.metrics import frechet_distance, jerk_ratio, seam_ratio, velocity_frechet_distance
from elp.metrics.seam import joint_steps


def walk(seed: int, frames: int = 200, dimensions: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(frames, dimensions)).cumsum(axis=0)


def test_velocity_distance_is_the_frechet_distance_of_the_steps() -> None:
    a, b = walk(0), 2 * walk(1)
    expected = frechet_distance(a[1:] - a[:-1], b[1:] - b[:-1])
    assert velocity_frechet_distance(a, b) == pytest.approx(expected)


def test_velocity_distance_detects_what_the_frames_hide() -> None:
    x = walk(0)
    shuffled = np.random.default_rng(1).permutation(x)
    assert frechet_distance(shuffled, x) == pytest.approx(0.0, abs=1e-9)
    assert velocity_frechet_distance(shuffled, x) > 10
    frozen = np.zeros_like(x)
    assert velocity_frechet_distance(frozen, x) == pytest.approx(
        velocity_frechet_distance(frozen + 9, x - 4)
    )


def test_jerk_is_the_mean_third_difference() -> None:
    def mean_jerk(x: np.ndarray) -> float:
        jerks = [x[t + 3] - 3 * x[t + 2] + 3 * x[t + 1] - x[t] for t in range(len(x) - 3)]
        return float(np.mean([np.sqrt(np.sum(jerk**2)) for jerk in jerks]))

    a, b = walk(0), walk(1)
    assert jerk_ratio(a, b) == pytest.approx(mean_jerk(a) / mean_jerk(b))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**16), scale=st.floats(0.1, 10), shift=st.floats(-5, 5))
def test_jerk_scales_and_ignores_parabolas(seed: int, scale: float, shift: float) -> None:
    x = walk(seed)
    parabola = shift * (np.arange(200.0)[:, None] / 50) ** 2
    assert jerk_ratio(scale * x + parabola, x) == pytest.approx(scale, rel=1e-6)


def test_jerk_of_a_constant_listener() -> None:
    x = walk(0)
    assert jerk_ratio(np.zeros_like(x), x) == 0.0
    assert math.isnan(jerk_ratio(x, np.zeros_like(x)))


@pytest.mark.parametrize(
    ("frames", "length", "overlap"), [(200, 50, 10), (143, 50, 0), (90, 50, 25)]
)
def test_joint_steps_are_those_where_two_windows_mix(
    frames: int, length: int, overlap: int
) -> None:
    plan = WindowPlan(frames, length, overlap)
    shares = np.zeros((len(plan), frames))
    for share, start, weights in zip(shares, plan.starts, plan.weights(), strict=True):
        share[start : start + length] = weights
    expected = [not np.array_equal(shares[:, t], shares[:, t + 1]) for t in range(frames - 1)]
    np.testing.assert_array_equal(joint_steps(plan), expected)
    assert joint_steps(plan).sum() <= (len(plan) - 1) * (overlap + 1)  # less where fades touch


def test_seam_detects_windows_that_do_not_meet() -> None:
    plan = WindowPlan(200, 50, 10)
    smooth = np.sin(np.arange(200) / 30)[:, None] * np.ones(3)
    windows = smooth[plan.rows]
    assert seam_ratio(plan.join(windows), plan) == pytest.approx(seam_ratio(smooth, plan))
    apart = windows + np.arange(len(plan))[:, None, None]
    assert seam_ratio(plan.join(apart), plan) > 2 * seam_ratio(smooth, plan)


def test_seam_is_undefined_without_a_joint_or_motion() -> None:
    x = walk(0)
    assert math.isnan(seam_ratio(x[:40], WindowPlan(40, 50, 10)))
    assert math.isnan(seam_ratio(np.zeros_like(x), WindowPlan(200, 50, 10)))
    assert math.isnan(seam_ratio(x[:30], WindowPlan(200, 50, 10)))
