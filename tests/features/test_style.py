"""Standard deviations over a moving window, against a loop."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elp.config.features import StyleSettings
from elp.features.style import differences, speaker_style, windowed_std

MODES = get_args(StyleSettings.model_fields["mode"].annotation)


def loop_std(values: np.ndarray, settings: StyleSettings) -> np.ndarray:
    rows = []
    for time in range(len(values)):
        if settings.mode == "causal":
            window = values[max(0, time - settings.length + 1) : time + 1]
        elif settings.mode == "centered":
            first = time - settings.length // 2
            window = values[max(0, first) : first + settings.length]
        else:
            window = values
        rows.append(window.std(axis=0))
    return np.stack(rows)


def random_walk(frames: int, dimensions: int = 3, seed: int = 0) -> np.ndarray:
    steps = np.random.default_rng(seed).normal(size=(frames, dimensions))
    return np.cumsum(steps, axis=0)


@given(
    mode=st.sampled_from(MODES),
    length=st.integers(1, 12),
    frames=st.integers(1, 30),
    offset=st.sampled_from([0.0, -1e4]),
)
def test_agrees_with_a_loop(mode: str, length: int, frames: int, offset: float) -> None:
    settings = StyleSettings(mode=mode, length=length)
    values = random_walk(frames) + offset
    np.testing.assert_allclose(
        windowed_std(values, settings), loop_std(values, settings), rtol=1e-7, atol=1e-10
    )


def test_a_small_movement_after_a_large_one_is_not_lost() -> None:
    values = np.concatenate([random_walk(50) * 1e6, random_walk(50) * 1e-6])
    settings = StyleSettings(length=10)
    np.testing.assert_allclose(
        windowed_std(values, settings)[60:], loop_std(values, settings)[60:], rtol=1e-9
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_still_face_has_no_deviation(mode: str) -> None:
    still = windowed_std(np.full((40, 2), 0.1), StyleSettings(mode=mode))
    assert np.abs(still).max() < 1e-15


def test_a_window_of_one_frame_has_no_deviation() -> None:
    assert not windowed_std(random_walk(9), StyleSettings(length=1)).any()
    assert not windowed_std(random_walk(9), StyleSettings())[0].any()


def test_difference_of_the_first_frame_is_zero() -> None:
    values = random_walk(5)
    steps = differences(values)
    assert not steps[0].any()
    np.testing.assert_array_equal(steps[1:], values[1:] - values[:-1])


def test_causal_style_does_not_depend_on_later_frames() -> None:
    expression, pose = random_walk(60, 4), random_walk(60, 6, seed=1)
    later = expression.copy(), pose.copy()
    later[0][30:] += 100
    later[1][30:] -= 100
    before = speaker_style(expression, pose, StyleSettings())
    after = speaker_style(*later, StyleSettings())
    np.testing.assert_array_equal(before[:30], after[:30])
    assert (before[30] != after[30]).all()


def test_style_has_the_order_of_the_equation() -> None:
    expression, pose = random_walk(40, 4), random_walk(40, 6, seed=1)
    style = speaker_style(expression, pose, StyleSettings(mode="clip"))
    assert style.shape == (40, 2 * 4 + 6)
    assert (style == style[0]).all()
    steps = np.vstack([np.zeros((1, 10)), np.diff(np.hstack([expression, pose]), axis=0)])
    expected = np.concatenate([expression.std(axis=0), steps.std(axis=0)])
    np.testing.assert_allclose(style[0], expected, rtol=1e-5)


def test_a_constant_shift_does_not_change_the_style() -> None:
    expression, pose = random_walk(40, 4), random_walk(40, 6, seed=1)
    plain = speaker_style(expression, pose, StyleSettings())
    shifted = speaker_style(expression + 7, pose - 3, StyleSettings())
    np.testing.assert_allclose(plain, shifted, atol=1e-6)
