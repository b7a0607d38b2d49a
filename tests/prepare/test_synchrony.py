"""Sounds that come late, early, or at another speed than the mouth that makes them."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from elp.face_crop import FACES
from elp.media import read_sound
from elp.prepare.people import watch
from elp.prepare.speaking import RATE, loudness
from elp.prepare.synchrony import USUAL, lag, remarks
from elp.tracking.landmarker import Landmarker

FPS = 25


def talk(seconds: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A mouth that opens for each word, and the word's loudness as late as it usually is."""
    generator = np.random.default_rng(seed)
    frames = round(seconds * FPS)
    words = np.repeat(
        generator.random(-(-frames // 6)) * (generator.random(-(-frames // 6)) < 0.6), 6
    )
    opening = 0.1 * gaussian_filter1d(words[:frames], 1.0)
    moving = gaussian_filter1d(np.abs(np.gradient(opening)), 1.0)
    heard = np.roll(moving, round(USUAL * FPS)) + 0.002 * generator.random(frames)
    return opening, 20 * np.log10(heard + 1e-4)


def stretched(level: np.ndarray, rate: float) -> np.ndarray:
    return np.interp(np.arange(len(level)) / (1 + rate), np.arange(len(level)), level)


@pytest.mark.parametrize("late", [-1.2, -0.4, 0.0, 0.4, 1.2])
def test_a_shift_is_found_and_told(late: float) -> None:
    opening, level = talk(30)
    level = np.roll(level, round(late * FPS))
    assert lag(opening, level) == pytest.approx(USUAL + late, abs=0.05)
    said = " ".join(remarks(opening, level))
    assert ("shift it" in said) == (late != 0)
    assert ("early" in said, "late" in said) == (late < 0, late > 0)


def test_another_clock_is_told_apart_from_a_shift() -> None:
    opening, level = talk(300)
    assert remarks(opening, level) == []
    (said,) = remarks(opening, stretched(level, 0.003))
    assert "drift apart" in said
    found = re.findall(r"(\d\.\d\d) s late in the (?:first|last)", said)
    np.testing.assert_allclose([float(late) for late in found], [0.15, 0.75], atol=0.06)
    (said,) = remarks(opening, stretched(level, -0.003))
    assert "early in the last" in said


def test_nothing_is_said_of_what_is_not_clear() -> None:
    opening, level = talk(60)
    others = talk(60, seed=1)[1]
    still = np.full_like(opening, 0.1)
    unseen = np.full_like(opening, np.nan)
    for mouth, sound in ((opening, others), (still, level), (unseen, level)):
        assert lag(mouth, sound) is None
        assert remarks(mouth, sound) == []
    assert lag(opening[: 10 * FPS], np.roll(level, 20)[: 10 * FPS]) is None  # too short
    assert remarks(opening, np.full_like(level, -120.0)) == []


def test_a_real_talk_is_aligned_until_its_sound_is_moved(
    real: Path, landmarker_model: Path
) -> None:
    video = real / "faces/sp_styletalk_Obama_clip1.mp4"
    with Landmarker(landmarker_model, FACES) as landmarker:
        opening = watch(video, None, landmarker, landmarker_model).opening
    level = loudness(read_sound(video, rate=RATE), len(opening))
    assert remarks(opening, level) == []
    (said,) = remarks(opening, np.roll(level, 20))
    assert "late; shift it by as much" in said
