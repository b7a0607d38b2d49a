"""Building blocks of behaviour: random drift, bumps, blinks and nods over frames.

T is the number of frames.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64

from elp.coefficients import FPS

BLINK_FRAMES = (3, 7)
"""Shortest and longest blink, in frames."""

_PAUSE = 5  # smallest number of frames between two blinks


@dataclass(frozen=True)
class Bump:
    """A movement that rises, holds and falls.

    Attributes
    ----------
    start, rise, hold, fall : float
        Time of its start, and durations of its phases, in seconds.
    size : float
        Its largest value.
    """

    start: float
    rise: float
    hold: float
    fall: float
    size: float


def wander(frames: int, seconds: float, generator: np.random.Generator) -> Float64[np.ndarray, "T"]:
    """Draw a smooth stationary process of mean 0, variance 1 and about this correlation time."""
    scale = seconds * FPS
    reach = int(np.ceil(3 * scale))
    window = np.exp(-np.square(np.arange(-reach, reach + 1) / scale) / 2)
    noise = generator.normal(size=frames + 2 * reach)
    return np.convolve(noise, window / np.linalg.norm(window), mode="valid")


def add_up(bumps: Iterable[Bump], frames: int) -> Float64[np.ndarray, "T"]:
    """The sum of bumps in each frame."""
    time = np.arange(frames) / FPS
    total = np.zeros(frames)
    for bump in bumps:
        up = np.clip((time - bump.start) / bump.rise, 0, 1)
        down = np.clip((time - bump.start - bump.rise - bump.hold) / bump.fall, 0, 1)
        total += bump.size * (_ease(up) - _ease(down))
    return total


def nod(
    start: float, cycles: int, size: float, frequency: float, frames: int
) -> Float64[np.ndarray, "T"]:
    """A few decaying swings in the positive direction.

    Parameters
    ----------
    start : float
        In seconds.
    cycles : int
        Number of swings.
    size : float
        Height of the first swing.
    frequency : float
        Swings per second.
    frames : int
        T.
    """
    since = np.arange(frames) / FPS - start
    length = cycles / frequency
    within = (since >= 0) & (since <= length)
    swing = (1 - np.cos(2 * np.pi * frequency * since)) / 2
    return np.asarray(np.where(within, size * (1 - 0.5 * since / length) * swing, 0.0))


def draw_times(per_second: float, seconds: float, generator: np.random.Generator) -> list[float]:
    """Draw the times of a Poisson process, in order."""
    count = generator.poisson(per_second * seconds)
    return sorted(generator.uniform(0, seconds, count).tolist())


def draw_blinks(
    rate: Float64[np.ndarray, "T"], generator: np.random.Generator
) -> Bool[np.ndarray, "T"]:
    """Draw the frames of blinks: a Poisson process of blinks of 3 to 7 frames.

    Parameters
    ----------
    rate : array, shape (T,)
        Blinks per second.
    generator : np.random.Generator
        Draws onsets and durations.
    """
    blinking = np.zeros(len(rate), bool)
    onsets = np.flatnonzero(generator.random(len(rate)) < rate / FPS).tolist()
    free = 1
    for onset in onsets:
        length = int(generator.integers(BLINK_FRAMES[0], BLINK_FRAMES[1] + 1))
        # No blink is cut off by the end of the clip.
        if onset >= free and onset + length < len(rate):
            blinking[onset : onset + length] = True
            free = onset + length + _PAUSE
    return blinking


def close_lids(
    blinking: Bool[np.ndarray, "T"], resting: Float64[np.ndarray, "T"]
) -> Float64[np.ndarray, "T"]:
    """Closure of the lids, which close faster than they open.

    Parameters
    ----------
    blinking : array, shape (T,)
        Frames of blinks.
    resting : array, shape (T,)
        Small closure between blinks.
    """
    before = np.append(blinking[1:], False) & ~blinking
    after = np.insert(blinking[:-1], 0, False) & ~blinking
    last = blinking & ~np.append(blinking[1:], False)
    closure = np.where(blinking, 1.0, np.clip(resting, 0, 0.2))
    closure[before] = np.maximum(closure[before], 0.15)
    closure[after] = np.maximum(closure[after], 0.30)
    closure[last] = 0.85
    return np.asarray(closure)


def _ease(share: Float64[np.ndarray, "T"]) -> Float64[np.ndarray, "T"]:
    return np.asarray(share * share * (3 - 2 * share))
