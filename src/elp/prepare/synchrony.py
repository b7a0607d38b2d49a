"""Whether mouth and sound stay together: the lag between them, and how it changes over a recording.

Letters: T frames at 25 a second.
"""

import numpy as np
from jaxtyping import Float
from scipy.signal import butter, sosfiltfilt

from elp.coefficients import FPS

BAND = (0.3, 6.0)  # Hz, of syllables and words
FLOOR = 40.0  # decibels below the loud frames; what is fainter says nothing of the mouth
LOUD = 95.0  # percentile of the loudness
REACH = 2.0  # seconds that are tried either way
APART = 0.3  # seconds around the best lag that another one may not be in
CLEAR, RIVAL = 0.25, 0.6  # least correlation, and how much of it any other lag may have
# In real talks of 18 to 30 s that are aligned, sounds follow the lips by 0.12 to 0.20 s.
USUAL = 0.12  # seconds
OFF = 0.32  # seconds from the usual, from which on it is told
DRIFT = 0.25  # seconds between parts, from which on it is told
LEAST = 15.0  # seconds; in a shorter talk other lags are as likely
PART = 20.0  # seconds; shorter parts are not compared


def lag(
    opening: Float[np.ndarray, "T"], level: Float[np.ndarray, "T"], reach: float = REACH
) -> float | None:
    """Seconds by which a sound follows the mouth's movements; None if that is not clear.

    Parameters
    ----------
    opening : array, shape (T,)
        Of the speaker's mouth; not a number where it is not seen.
    level : array, shape (T,)
        Loudness of each frame's sound, in decibels.
    reach : float
        Seconds that are tried either way.
    """
    seen, most = np.isfinite(opening), round(reach * FPS)
    if seen.sum() < 2 or len(opening) < LEAST * FPS:
        return None
    filled = np.interp(np.arange(len(opening)), np.flatnonzero(seen), opening[seen])
    mouth = _band(np.abs(np.gradient(filled)))
    sound = _band(np.maximum(level, np.percentile(level, LOUD) - FLOOR))
    if not (mouth.std() and sound.std()):
        return None
    lags = np.arange(-most, most + 1)
    found = np.array([_correlation(mouth, sound, int(shift)) for shift in lags])
    best = int(found.argmax())
    others = found[np.abs(lags - lags[best]) > APART * FPS]
    if found[best] < CLEAR or others.max() > RIVAL * found[best]:
        return None
    return float(lags[best]) / FPS


def remarks(opening: Float[np.ndarray, "T"], level: Float[np.ndarray, "T"]) -> list[str]:
    """What is wrong with the time of a sound, in words; nothing where nothing is clear."""
    frames, number = len(opening), min(round(len(opening) / FPS) // round(PART), 3)
    if number < 2:
        whole = lag(opening, level)
        return [] if whole is None else _shift(whole)
    ends = [slice(0, frames // number), slice(frames - frames // number, frames)]
    first, last = (lag(opening[end], level[end]) for end in ends)
    if first is None or last is None:
        return []
    if abs(last - first) < DRIFT:
        return _shift((first + last) / 2)
    return [
        "sound and pictures drift apart: by the mouth the sound is "
        f"{_late(first)} in the first part and {_late(last)} in the last; bring both to one clock"
    ]


def _shift(seconds: float) -> list[str]:
    if abs(seconds - USUAL) < OFF:
        return []
    return [f"by the mouth the sound is {_late(seconds)}; shift it by as much"]


def _late(seconds: float) -> str:
    late = seconds - USUAL
    return f"{abs(late):.2f} s {'late' if late > 0 else 'early'}"


def _band(values: Float[np.ndarray, "T"]) -> Float[np.ndarray, "T"]:
    sections = butter(2, BAND, btype="band", fs=FPS, output="sos")
    return np.asarray(sosfiltfilt(sections, values))


def _correlation(mouth: Float[np.ndarray, "T"], sound: Float[np.ndarray, "T"], shift: int) -> float:
    """Pearson's r where the sound comes so many frames after the mouth."""
    length = len(mouth) - abs(shift)
    before, after = max(0, -shift), max(0, shift)
    return float(np.corrcoef(mouth[before : before + length], sound[after : after + length])[0, 1])
