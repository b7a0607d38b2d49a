"""Blinks put into the expression, against the formula written out for each length."""

import numpy as np
import pytest

from elp.mesh.blinking import blinked

CLOSED = np.array([10.0, -2.0])


def shut(expression: np.ndarray) -> np.ndarray:
    """Closed eyes that wipe off any other expression."""
    del expression
    return CLOSED


def ramp(frames: int) -> np.ndarray:
    """An expression that differs from frame to frame."""
    return np.stack([np.arange(frames), np.cos(np.arange(frames))], axis=1)


def marks(frames: int, *blinking: int) -> np.ndarray:
    return np.isin(np.arange(frames), blinking)


def test_a_blink_of_one_frame_is_closed_eyes() -> None:
    found = blinked(ramp(5), marks(5, 2), shut)
    np.testing.assert_array_equal(found[2], CLOSED)
    np.testing.assert_array_equal(np.delete(found, 2, axis=0), np.delete(ramp(5), 2, axis=0))


def test_a_blink_of_two_frames_closes_and_is_open_again() -> None:
    found = blinked(ramp(6), marks(6, 2, 3), shut)
    np.testing.assert_array_equal(found[2:4], [CLOSED, ramp(6)[4]])


@pytest.mark.parametrize("length", [3, 4, 5, 8])
def test_a_longer_blink_goes_half_way_to_closed_eyes_and_half_back(length: int) -> None:
    x = ramp(length + 4)
    found = blinked(x, marks(len(x), *range(2, 2 + length)), shut)
    half = length // 2
    for k in range(length):
        if k < half:
            share = (k + 1) / half
            expected = (1 - share) * x[1] + share * CLOSED
        else:
            share = (k - half + 1) / (length - half)
            expected = (1 - share) * CLOSED + share * x[2 + length]
        np.testing.assert_allclose(found[2 + k], expected, rtol=1e-12)
    np.testing.assert_allclose(found[2 + half - 1], CLOSED)


def test_at_the_ends_of_a_clip_its_own_frames_stand_for_those_that_are_missing() -> None:
    x = ramp(6)
    found = blinked(x, marks(6, 0, 1, 4, 5), shut)
    np.testing.assert_array_equal(found[:2], [CLOSED, x[2]])
    np.testing.assert_array_equal(found[4:], [CLOSED, x[5]])
    whole = blinked(x, np.ones(6, bool), shut)
    np.testing.assert_array_equal(whole[[2, 5]], [CLOSED, x[5]])


def test_a_change_that_closes_the_eyes_leaves_a_smile_as_it_is() -> None:
    smile = np.tile([0.0, 3.0], (9, 1))
    found = blinked(smile, marks(9, 3, 4, 5, 6), lambda middle: middle + np.array([1.0, 0.0]))
    np.testing.assert_allclose(found[:, 1], 3.0)
    np.testing.assert_allclose(found[3:7, 0], [0.5, 1, 0.5, 0])


def test_without_blinks_nothing_changes_and_the_input_never_does() -> None:
    x = ramp(5)
    np.testing.assert_array_equal(blinked(x, marks(5), shut), x)
    before = x.copy()
    blinked(x, marks(5, 1, 2), shut)
    np.testing.assert_array_equal(x, before)
