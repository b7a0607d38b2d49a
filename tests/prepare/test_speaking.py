"""Who speaks when, from mouths and sound."""

import numpy as np
import pytest

from elp.prepare.speaking import balance, loudness, voiced
from elp.prepare.turns import find_turns

SECONDS = 12
FRAMES = SECONDS * 25
NO_CUTS = np.array([], int)


def mouths(*talks: tuple[int, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Openings of two mouths that move in these turns: person, start and end in seconds."""
    draw = np.random.default_rng(0)
    openings = draw.normal(0.02, 0.002, (2, FRAMES))
    for person, start, end in talks:
        part = slice(round(25 * start), round(25 * end))
        openings[person, part] += np.abs(draw.normal(0, 0.05, part.stop - part.start))
    return openings[0], openings[1]


def level(*talks: tuple[int, float, float]) -> np.ndarray:
    decibels = np.full(FRAMES, -55.0)
    for _, start, end in talks:
        decibels[round(25 * start) : round(25 * end)] = -22.0
    return decibels + np.random.default_rng(1).normal(0, 3, FRAMES)


def test_loudness_is_measured_per_frame() -> None:
    samples = np.concatenate([np.full(640, 0.1), np.full(640, 1.0)])
    np.testing.assert_allclose(loudness(samples, 3), [-20, 0, -120], atol=0.01)


@pytest.mark.parametrize("own_microphones", [False, True])
def test_turns_are_found(own_microphones: bool) -> None:
    talks = ((0, 1.0, 5.0), (1, 5.6, 10.0))
    levels = (level(talks[0]), level(talks[1])) if own_microphones else None
    who = balance(mouths(*talks), levels)
    first, second = find_turns(who, voiced(level(*talks)), edges=NO_CUTS)
    assert (first.person, second.person) == (0, 1)
    times = [first.start / 25, first.end / 25, second.start / 25, second.end / 25]
    np.testing.assert_allclose(times, [1.0, 5.0, 5.6, 10.0], atol=0.4)


def test_a_murmur_does_not_end_a_turn() -> None:
    talks = ((0, 1.0, 4.0), (1, 4.0, 4.5), (0, 4.5, 9.0))
    turns = find_turns(balance(mouths(*talks)), voiced(level(*talks)), edges=NO_CUTS)
    assert [turn.person for turn in turns] == [0]
    assert turns[0].end / 25 == pytest.approx(9.0, abs=0.4)


def test_turns_are_divided_at_cuts() -> None:
    talks = ((0, 1.0, 9.0),)
    turns = find_turns(balance(mouths(*talks)), voiced(level(*talks)), edges=np.array([125]))
    assert [turn.person for turn in turns] == [0, 0]
    assert turns[0].end <= 125 <= turns[1].start


def test_an_off_screen_voice_is_nobodys_turn() -> None:
    assert find_turns(balance(mouths()), voiced(level((0, 1, 9))), edges=NO_CUTS) == []


def test_simultaneous_speech_is_nobodys_turn() -> None:
    both = ((0, 1.0, 9.0), (1, 1.0, 9.0))
    assert find_turns(balance(mouths(*both)), voiced(level(*both)), edges=NO_CUTS) == []


def test_an_invisible_mouth_does_not_speak() -> None:
    first, second = mouths((1, 1.0, 9.0))
    first[:] = np.nan
    (turn,) = find_turns(balance((first, second)), voiced(level((1, 1.0, 9.0))), edges=NO_CUTS)
    assert turn.person == 1


def test_silence_has_no_turns() -> None:
    speech = voiced(np.full(FRAMES, -120.0))
    assert not speech.any()
    assert find_turns(balance(mouths((0, 1.0, 9.0))), speech, edges=NO_CUTS) == []
