"""Blinks added to the expression, against the formula written out for each length."""

import numpy as np
import pytest

from elp.mesh.blinking import blinked

CLOSED = np.array([10.0, -2.0])


def closed(expression: np.ndarray) -> np.ndarray:
    """Closed eyes that replace any other expression."""
    del expression
    return CLOSED


def ramp(frames: int) -> np.ndarray:
    """An expression that differs from frame to frame."""
    return np.stack([np.arange(frames), np.cos(np.arange(frames))], axis=1)


def marks(frames: int, *blinking: int) -> np.ndarray:
    return np.isin(np.arange(frames), blinking)


def test_a_blink_of_one_frame_is_closed_eyes() -> None:
    result = blinked(ramp(5), marks(5, 2), closed)
    np.testing.assert_array_equal(result[2], CLOSED)
    np.testing.assert_array_equal(np.delete(result, 2, axis=0), np.delete(ramp(5), 2, axis=0))


def test_a_blink_of_two_frames_closes_and_opens_again() -> None:
    result = blinked(ramp(6), marks(6, 2, 3), closed)
    np.testing.assert_array_equal(result[2:4], [CLOSED, ramp(6)[4]])


@pytest.mark.parametrize("length", [3, 4, 5, 8])
def test_a_longer_blink_spends_half_its_frames_closing_and_half_opening(length: int) -> None:
    x = ramp(length + 4)
    result = blinked(x, marks(len(x), *range(2, 2 + length)), closed)
    half = length // 2
    for k in range(length):
        if k < half:
            weight = (k + 1) / half
            expected = (1 - weight) * x[1] + weight * CLOSED
        else:
            weight = (k - half + 1) / (length - half)
            expected = (1 - weight) * CLOSED + weight * x[2 + length]
        np.testing.assert_allclose(result[2 + k], expected, rtol=1e-12)
    np.testing.assert_allclose(result[2 + half - 1], CLOSED)


def test_at_the_ends_of_a_clip_its_own_frames_replace_missing_neighbours() -> None:
    x = ramp(6)
    result = blinked(x, marks(6, 0, 1, 4, 5), closed)
    np.testing.assert_array_equal(result[:2], [CLOSED, x[2]])
    np.testing.assert_array_equal(result[4:], [CLOSED, x[5]])
    whole = blinked(x, np.ones(6, bool), closed)
    np.testing.assert_array_equal(whole[[2, 5]], [CLOSED, x[5]])


def test_a_change_that_closes_the_eyes_keeps_a_smile() -> None:
    smile = np.tile([0.0, 3.0], (9, 1))
    result = blinked(smile, marks(9, 3, 4, 5, 6), lambda middle: middle + np.array([1.0, 0.0]))
    np.testing.assert_allclose(result[:, 1], 3.0)
    np.testing.assert_allclose(result[3:7, 0], [0.5, 1, 0.5, 0])


def test_expression_without_blinks_is_unchanged_and_the_input_is_never_modified() -> None:
    x = ramp(5)
    np.testing.assert_array_equal(blinked(x, marks(5), closed), x)
    before = x.copy()
    blinked(x, marks(5, 1, 2), closed)
    np.testing.assert_array_equal(x, before)
