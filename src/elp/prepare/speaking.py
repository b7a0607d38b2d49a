"""Who speaks when: from the loudness of the sound and the motion of the mouths.

Letters: T frames at 25 a second, N samples of sound.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.ndimage import gaussian_filter1d

from elp.coefficients import FPS
from elp.tracking.blinks import runs

RATE = 16_000  # Hz
SPREAD = 0.6  # seconds; deviation of the window in which mouths and sounds are compared
ABOVE = 12.0  # decibels above a recording's quiet tenth; louder frames are speech
QUIET, LOUD = 10.0, 95.0  # percentiles of the loudness
RANGE = 30.0  # decibels below the loud frames; fainter ones are never speech
SHORTEST = 1.0  # seconds; a shorter turn is a murmur within the other person's turn
CERTAIN = 0.15  # least mean balance in favour of a turn's speaker, from -1 to 1
SILENCE = -120.0  # decibels


@dataclass(frozen=True)
class Turn:
    """Frames in which one person speaks: `person` 0 or 1; `certainty` from 0 to 1."""

    person: int
    start: int
    end: int
    certainty: float


def loudness(samples: Float[np.ndarray, " N"], frames: int) -> Float[np.ndarray, "T"]:
    """Level of each frame's sound, in decibels below full scale; -120 for silence."""
    hop = RATE // FPS
    sound = np.zeros(frames * hop, np.float64)
    length = min(len(samples), len(sound))
    sound[:length] = samples[:length]
    power = (sound.reshape(frames, hop) ** 2).mean(axis=1)
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (SILENCE / 10))))


def voiced(level: Float[np.ndarray, "T"]) -> Bool[np.ndarray, "T"]:
    """Frames with speech."""
    smooth = gaussian_filter1d(level, 0.1 * FPS)
    quiet, loud = np.percentile(smooth, (QUIET, LOUD))
    return np.asarray(smooth > max(min(quiet + ABOVE, loud - ABOVE / 2), loud - RANGE, SILENCE + 1))


def mouth_motion(opening: Float[np.ndarray, "T"]) -> Float[np.ndarray, "T"]:
    """How much a mouth opens and closes around each frame; 0 where it is not visible."""
    visible = np.isfinite(opening)
    if visible.sum() < 2:
        return np.zeros(len(opening))
    filled = np.interp(np.arange(len(opening)), np.flatnonzero(visible), opening[visible])
    speed = np.abs(np.gradient(filled)) * visible
    return np.asarray(gaussian_filter1d(speed, SPREAD * FPS))


def balance(
    openings: tuple[Float[np.ndarray, "T"], Float[np.ndarray, "T"]],
    levels: tuple[Float[np.ndarray, "T"], Float[np.ndarray, "T"]] | None = None,
) -> Float[np.ndarray, "T"]:
    """Who speaks: 1 surely the first person, -1 surely the second.

    Parameters
    ----------
    openings : pair of arrays
        Opening of both mouths.
    levels : pair of arrays, optional
        Loudness of each person's own microphone; None if they share one sound.
    """
    first, second = (mouth_motion(opening) for opening in openings)
    by_mouth = (first - second) / np.maximum(first + second, 1e-6)
    if levels is None:
        return np.asarray(by_mouth)
    louder = gaussian_filter1d(levels[0] - levels[1], SPREAD * FPS) / 10
    return np.asarray(np.tanh(louder) / 2 + by_mouth / 2)


def find_turns(
    who: Float[np.ndarray, "T"], speech: Bool[np.ndarray, "T"], *, edges: Int[np.ndarray, "E"]
) -> list[Turn]:
    """Turns of both people, without silence at their ends.

    Parameters
    ----------
    who : array, shape (T,)
        See `balance`.
    speech : array, shape (T,)
        See `voiced`.
    edges : array
        Frames at which turns are divided: cuts.
    """
    turns = []
    bounds = [0, *sorted(int(edge) for edge in edges if 0 < edge < len(who)), len(who)]
    for low, high in pairwise(bounds):
        for start, end, person in _spans(who[low:high], speech[low:high]):
            voice = low + start + np.flatnonzero(speech[low + start : low + end])
            if len(voice) < SHORTEST * FPS:
                continue
            favour = who[voice] if person == 0 else -who[voice]
            if (certainty := float(favour.mean())) >= CERTAIN:
                turns.append(Turn(person, int(voice[0]), int(voice[-1]) + 1, min(certainty, 1.0)))
    return turns


def _spans(
    who: Float[np.ndarray, "T"], speech: Bool[np.ndarray, "T"]
) -> list[tuple[int, int, int]]:
    """Start, end and person of spans that one person dominates; short ones go to the other."""
    if not speech.any():
        return []
    voice = np.flatnonzero(speech)
    held = who[voice[np.clip(np.searchsorted(voice, np.arange(len(who))), 0, len(voice) - 1)]]
    first = held > 0
    for person in (True, False):
        for start, end in runs(first == person):
            inside = start > 0 and end < len(first)
            if inside and end - start < SHORTEST * FPS:
                first[start:end] = not person
    spans = [(start, end, 0) for start, end in runs(first)]
    spans += [(start, end, 1) for start, end in runs(~first)]
    return sorted(spans)
