"""Curves that are late, early or drift against each other."""

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from elp.faces.crop import FACES
from elp.faces.landmarker import Landmarker
from elp.media.probe import probe
from elp.media.video import read_sound
from elp.prepare.people import watch
from elp.prepare.speaking import RATE, loudness
from elp.prepare.synchrony import MICROPHONES, MOUTH, Timing, audible, judge, movement

FPS = 25
DRIFTS = [(300, 0.001), (300, -0.003), (600, 0.003), (1800, 0.001), (3600, 0.0005)]


def talk(seconds: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A mouth that opens for each word, and the loudness, delayed by the usual lag."""
    generator = np.random.default_rng(seed)
    frames = round(seconds * FPS)
    words = np.repeat(
        generator.random(-(-frames // 6)) * (generator.random(-(-frames // 6)) < 0.6), 6
    )
    opening = 0.1 * gaussian_filter1d(words[:frames], 1.0)
    moving = gaussian_filter1d(np.abs(np.gradient(opening)), 1.0)
    sound = np.roll(moving, round(MOUTH.usual * FPS)) + 0.002 * generator.random(frames)
    return opening, 20 * np.log10(sound + 1e-4)


def microphones(
    seconds: float, seed: int = 0, crosstalk: float = -15.0
) -> tuple[np.ndarray, np.ndarray]:
    """Levels of two people's microphones, with crosstalk and noise."""
    generator = np.random.default_rng(seed)
    first, second = (10 ** (talk(seconds, 2 * seed + person)[1] / 10) for person in (10, 11))
    turn = np.repeat(generator.random(len(first) // 50 + 1) < 0.5, 50)[: len(first)]
    first, second = first * turn, second * ~turn
    other, noise = 10 ** (crosstalk / 10), 1e-6 * generator.random((2, len(first)))
    return (
        10 * np.log10(first + other * second + noise[0]),
        10 * np.log10(second + other * first + noise[1]),
    )


def stretched(level: np.ndarray, rate: float) -> np.ndarray:
    return np.interp(np.arange(len(level)) / (1 + rate), np.arange(len(level)), level)


def by_mouth(opening: np.ndarray, level: np.ndarray) -> Timing:
    return judge(movement(opening), audible(level), MOUTH)


def by_sounds(first: np.ndarray, second: np.ndarray) -> Timing:
    return judge(audible(first), audible(second), MICROPHONES)


def check_drift(timing: Timing, rate: float) -> None:
    assert timing.outcome == "drifting"
    np.testing.assert_allclose(timing.late, rate * np.array(timing.at), atol=0.06)


@pytest.mark.parametrize("late", [-8.0, -2.5, -1.2, -0.4, 0.0, 0.4, 1.2, 2.5, 8.0])
@pytest.mark.parametrize("seconds", [30, 300])
def test_a_shift_is_found(seconds: int, late: float) -> None:
    opening, level = talk(seconds)
    timing = by_mouth(opening, np.roll(level, round(late * FPS)))
    assert timing.outcome == ("shifted" if late else "in time")
    np.testing.assert_allclose(timing.late, late, atol=0.05)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("seconds", "rate"), DRIFTS)
def test_a_drift_is_told_apart_from_a_shift(seconds: int, rate: float, seed: int) -> None:
    opening, level = talk(seconds, seed)
    assert by_mouth(opening, level).outcome == "in time"
    check_drift(by_mouth(opening, stretched(level, rate)), rate)


def test_a_mouth_that_leaves_the_picture_is_judged_by_the_visible_part() -> None:
    opening, level = talk(600)
    opening[round(0.6 * len(opening)) :] = np.nan
    assert by_mouth(opening, level).outcome == "in time"
    assert by_mouth(opening, np.roll(level, 20)).late == pytest.approx((0.8, 0.8), abs=0.05)
    timing = by_mouth(opening, stretched(level, 0.003))
    check_drift(timing, 0.003)
    assert timing.at[1] < 360


def test_one_clear_place_shows_a_shift_but_no_drift() -> None:
    opening, level = talk(100)
    opening[: 55 * FPS] = np.nan
    timing = by_mouth(opening, np.roll(level, 20))
    assert timing.outcome == "shifted"
    assert timing.at[0] == timing.at[1] == pytest.approx(77.5, abs=0.1)


def test_silence_stillness_and_strangers_are_not_clear() -> None:
    opening, level = talk(60)
    still = np.full_like(opening, 0.1)
    unseen = np.full_like(opening, np.nan)
    silent = np.full_like(level, -120.0)
    for mouth, sound in ((opening, silent), (still, level), (unseen, level)):
        assert by_mouth(mouth, sound) == Timing("not clear")
    assert by_mouth(opening[: 10 * FPS], level[: 10 * FPS]).outcome == "not clear"  # too short
    for seed in range(1, 21):
        others = talk(600, seed)[1]
        assert by_mouth(talk(600)[0], others).outcome == "not clear"
        assert by_mouth(opening, others[: len(opening)]).outcome == "not clear"


def test_lags_off_any_line_are_not_clear() -> None:
    opening, level = talk(600)
    pieces = np.array_split(level, 12)
    draw = np.random.default_rng(0)
    thrown = np.concatenate([np.roll(part, int(draw.integers(-90, 90))) for part in pieces])
    assert by_mouth(opening, thrown).outcome == "not clear"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("late", [-40.0, -2.4, -0.24, 0.0, 0.24, 2.4, 40.0])
def test_a_shift_between_microphones_is_found(late: float, seed: int) -> None:
    first, second = microphones(300, seed)
    timing = by_sounds(first, np.roll(second, round(late * FPS)))
    assert timing.outcome == ("shifted" if late else "in time")
    assert timing.late == pytest.approx((late, late), abs=0.04)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("seconds", "rate"), DRIFTS)
def test_a_drift_between_microphones_is_found(seconds: int, rate: float, seed: int) -> None:
    first, second = microphones(seconds, seed)
    check_drift(by_sounds(first, stretched(second, rate)), rate)


@pytest.mark.parametrize("seconds", [20, 60, 600])
def test_microphones_without_crosstalk_are_not_clear(seconds: int) -> None:
    for seed in range(5):
        assert by_sounds(*microphones(seconds, seed, crosstalk=-200.0)).outcome == "not clear"


def test_a_real_talk_is_in_time_until_its_sound_is_shifted(
    real: Path, landmarker_model: Path
) -> None:
    video = real / "faces/sp_styletalk_Obama_clip1.mp4"
    with Landmarker(landmarker_model, FACES) as landmarker:
        opening = watch(probe(video), None, landmarker, landmarker_model).opening
    level = loudness(read_sound(video, rate=RATE), len(opening))
    assert by_mouth(opening, level).outcome == "in time"
    for late in (-3.0, -0.4, 0.32, 3.0):
        timing = by_mouth(opening, np.roll(level, round(late * FPS)))
        assert timing.outcome == "shifted"
        assert timing.late[0] == pytest.approx(late, abs=0.1)
