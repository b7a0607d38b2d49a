from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elp.coefficients import FPS
from elp.config.tracking import TrackingSettings
from elp.tracking.blinks import EYES, eye_aspect_ratio, mark_blinks, open_level, runs
from elp.tracking.canonical_mesh import CanonicalMesh

SETTINGS = TrackingSettings()
LONGEST = 15  # frames in 0.6 s


def closures(*lengths: int, apart: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Noisy ratios of eyes with an open level of 0.3, and the frames in which they are shut."""
    shut = np.concatenate([np.zeros(apart, bool)])
    for length in lengths:
        shut = np.concatenate([shut, np.ones(length, bool), np.zeros(apart, bool)])
    noise = np.random.default_rng(0).uniform(-0.04, 0.04, len(shut))
    return np.where(shut, 0.1, 0.3) + noise, shut


def blinks(ratios: np.ndarray, level: float = 0.3) -> np.ndarray:
    return mark_blinks(ratios, level, SETTINGS, float(FPS)).blink


@settings(max_examples=50, deadline=None)
@given(lengths=st.lists(st.integers(2, LONGEST), max_size=6), apart=st.integers(2, 9))
def test_closures_are_blinks_and_noise_is_not(lengths: list[int], apart: int) -> None:
    ratios, shut = closures(*lengths, apart=apart)
    np.testing.assert_array_equal(blinks(ratios), shut)


def test_a_closure_of_one_frame_is_not_a_blink() -> None:
    ratios, _ = closures(1, 1)
    assert not blinks(ratios).any()


@pytest.mark.parametrize(("frames", "blinking"), [(LONGEST, True), (LONGEST + 1, False)])
def test_eyes_shut_for_long_are_closed_and_not_blinking(frames: int, blinking: bool) -> None:
    ratios, shut = closures(frames)
    marked = mark_blinks(ratios, 0.3, SETTINGS, float(FPS))
    np.testing.assert_array_equal(marked.blink, shut & blinking)
    np.testing.assert_array_equal(marked.closed, shut & (not blinking))


def test_one_open_frame_does_not_end_a_blink() -> None:
    ratios, shut = closures(2, 2, apart=1)
    shut[1:-1] = True
    np.testing.assert_array_equal(blinks(ratios), shut)
    ratios, shut = closures(2, 2, apart=2)
    np.testing.assert_array_equal(blinks(ratios), shut)


def test_a_blink_cut_by_the_clips_end_counts() -> None:
    ratios, shut = closures(4, 4)
    inside = slice(12, -12)
    np.testing.assert_array_equal(blinks(ratios[inside]), shut[inside])
    assert shut[inside][[0, -1]].all()


def test_narrow_eyes_are_not_shut() -> None:
    """With a fixed threshold of 0.2, all frames of this person would be a blink."""
    ratios, shut = closures(4, 6)
    narrow = 0.55 * ratios
    np.testing.assert_array_equal(blinks(narrow, open_level(narrow)), shut)


def test_the_open_level_is_the_median_of_eyes_that_are_mostly_open() -> None:
    ratios = np.array([0.3] * 80 + [0.05] * 20)
    assert open_level(ratios) == pytest.approx(0.3)


def test_the_open_level_of_eyes_that_are_mostly_half_shut_is_guarded() -> None:
    ratios = np.array([0.3] * 30 + [0.1] * 70)
    assert open_level(ratios) == pytest.approx(0.7 * 0.3)
    np.testing.assert_array_equal(ratios < 0.6 * open_level(ratios), ratios == 0.1)


def test_the_ratio_is_height_by_width_in_any_orientation(mesh: CanonicalMesh) -> None:
    points = mesh.vertices[:, :2].copy()
    for eye in EYES:
        centre = points[list(eye)].mean(axis=0)
        outline = np.array([[-2, 0], [-0.7, 0.5], [0.7, 0.3], [2, 0], [0.7, -0.3], [-0.7, -0.5]])
        points[list(eye)] = centre + outline
    turn = np.array([[np.cos(0.4), -np.sin(0.4)], [np.sin(0.4), np.cos(0.4)]])
    faces = np.stack([points, 50 * points @ turn + 120])
    np.testing.assert_allclose(eye_aspect_ratio(faces), (1.0 + 0.6) / (2 * 4))


def test_the_ratio_of_the_canonical_face_is_known(mesh: CanonicalMesh) -> None:
    assert eye_aspect_ratio(mesh.vertices[None, :, :2])[0] == pytest.approx(0.234, abs=1e-3)


@settings(max_examples=50, deadline=None)
@given(marks=st.lists(st.booleans(), max_size=20))
def test_runs_cover_the_marked_frames_and_do_not_touch(marks: list[bool]) -> None:
    intervals = runs(np.array(marks, bool))
    assert [t for start, end in intervals for t in range(start, end)] == list(np.flatnonzero(marks))
    assert all(end < start for (_, end), (start, _) in pairwise(intervals))
