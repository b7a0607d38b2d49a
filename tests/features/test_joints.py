import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elp.errors import ElpError
from elp.features.joints import WindowPlan

plans = st.builds(
    WindowPlan, st.integers(1, 130), st.integers(20, 30), st.integers(min_value=0, max_value=10)
)


@given(plans)
def test_weights_of_every_frame_sum_to_one(plan: WindowPlan) -> None:
    total = np.zeros(plan.frames)
    covering = np.zeros(plan.frames)
    length = min(plan.length, plan.frames)
    for start, weight in zip(plan.starts, plan.weights(), strict=True):
        total[start : start + length] += weight[:length]
        covering[start : start + length] += weight[:length] > 0
    np.testing.assert_allclose(total, 1, rtol=1e-12)
    assert covering.max() <= 2


@given(plans)
def test_constant_windows_stay_constant(plan: WindowPlan) -> None:
    joined = plan.join(np.full((len(plan), plan.length, 2), 3.0))
    assert joined.shape == (plan.frames, 2)
    np.testing.assert_allclose(joined, 3)


@given(plans)
def test_windows_cut_from_a_series_join_to_that_series(plan: WindowPlan) -> None:
    series = np.random.default_rng(0).normal(size=(plan.frames, 3))
    np.testing.assert_allclose(plan.join(series[plan.rows]), series)


def test_a_joint_fades_linearly() -> None:
    plan = WindowPlan(16, 10, 4)
    windows = np.stack([np.zeros((10, 1)), np.ones((10, 1))])
    expected = [0] * 6 + [0.2, 0.4, 0.6, 0.8] + [1] * 6
    np.testing.assert_allclose(plan.join(windows)[:, 0], expected)


def test_the_last_window_ends_with_the_clip_and_fades_in_late() -> None:
    plan = WindowPlan(23, 10, 2)
    assert plan.starts.tolist() == [0, 8, 13]
    joined = plan.join(np.arange(3.0)[:, None, None] * np.ones((3, 10, 1)))[:, 0]
    assert set(joined[10:16]) == {1.0}
    assert set(joined[18:]) == {2.0}


def test_a_short_clip_is_padded_with_its_last_frame_and_cut_again() -> None:
    plan = WindowPlan(4, 10, 2)
    assert plan.rows.tolist() == [[0, 1, 2, 3, 3, 3, 3, 3, 3, 3]]
    assert plan.join(np.ones((1, 10, 1))).shape == (4, 1)


def test_an_overlap_of_more_than_half_a_window_is_an_error() -> None:
    with pytest.raises(ElpError, match=r"sampling\.overlap: 6 frames .* set at most 5"):
        WindowPlan(30, 10, 6)
