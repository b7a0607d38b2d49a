"""Who speaks: from the loudness of the sound and the motion of the mouths.

Letters: T frames at 25 a second, N samples of sound.
"""

import numpy as np
from jaxtyping import Bool, Float
from scipy.ndimage import gaussian_filter1d

from elp.coefficients import FPS

RATE = 16_000  # Hz
SPREAD = 0.6  # seconds; deviation of the window in which mouths and sounds are compared
ABOVE = 12.0  # decibels above a recording's quiet tenth; louder frames are speech
QUIET, LOUD = 10.0, 95.0  # percentiles of the loudness
RANGE = 30.0  # decibels below the loud frames; fainter ones are never speech
SILENCE = -120.0  # decibels


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
