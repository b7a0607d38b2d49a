"""Whether sound and mouth, or the sounds of two microphones, stay in time over a recording.

At places spread over the recording, the search finds the lag at which both curves agree best. It
starts from the last clear lag, so that it follows a drift. A line through the clear lags tells a
drift from a shift.

Letters: T frames at 25 a second, P places, L lags.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float
from scipy.signal import butter, correlate, sosfiltfilt
from scipy.stats import theilslopes

from elp.coefficients import FPS

BAND = (0.3, 6.0)  # Hz, of syllables and words
FLOOR = 40.0  # decibels below the loud frames; fainter sound says nothing about the mouth
LOUD = 95.0  # percentile of the loudness
LEAST = 15.0  # seconds; in a shorter recording, wrong lags are as likely
PLACE = 45.0  # seconds; shorter places are clear less often, a drift of 1 % blurs longer ones
PLACES = 12  # at most; they overlap by half at most
VISIBLE = 0.5  # fraction of a place's frames in which the mouth must be visible
APART = 0.3  # seconds from the best lag, from which on another lag is a rival
RIVAL = 0.7  # fraction of the best correlation that a rival may reach
SHARE = 0.25  # fraction of the places that must be clear
LINE = 3  # clear places needed to detect a drift
SCATTER = 0.15  # seconds, median distance from the line
DRIFT = 0.2  # seconds between the first and the last clear lag that count as a drift

Outcome = Literal["in time", "shifted", "drifting", "not clear"]


@dataclass(frozen=True)
class CurveKind:
    """What to expect of two curves that belong together.

    Attributes
    ----------
    usual : float
        Seconds by which the second follows the first in recordings without a fault.
    off : float
        Deviation from the usual, in seconds, that counts as a shift.
    reach : float
        Seconds searched on either side of the usual or of the last clear lag.
    clear : float
        Least correlation times the root of a place's seconds: short places correlate by chance.
    """

    usual: float
    off: float
    reach: float
    clear: float


# In real talks of 18 to 30 s that are aligned, sounds follow the lips by 0.12 to 0.20 s.
MOUTH = CurveKind(usual=0.14, off=0.25, reach=10.0, clear=1.5)
MICROPHONES = CurveKind(usual=0.0, off=0.2, reach=60.0, clear=2.7)


@dataclass(frozen=True)
class Timing:
    """How late the second of two curves is.

    Attributes
    ----------
    outcome : str
    late : pair of float
        Seconds beyond the usual at the first and the last clear place; equal without a drift.
    at : pair of float
        Middles of these places, in seconds.
    """

    outcome: Outcome = "not clear"
    late: tuple[float, float] = (0.0, 0.0)
    at: tuple[float, float] = (0.0, 0.0)


def movement(opening: Float[np.ndarray, "T"]) -> Float[np.ndarray, "T"]:
    """How fast a mouth opens or closes; NaN where it is not visible."""
    visible = np.isfinite(opening)
    if visible.sum() < 2:
        return np.full(len(opening), np.nan)
    filled = np.interp(np.arange(len(opening)), np.flatnonzero(visible), opening[visible])
    return np.asarray(np.where(visible, np.abs(np.gradient(filled)), np.nan))


def audible(level: Float[np.ndarray, "T"]) -> Float[np.ndarray, "T"]:
    """Loudness in decibels, raised to a floor below which it means nothing."""
    return np.asarray(np.maximum(level, np.percentile(level, LOUD) - FLOOR))


def judge(first: Float[np.ndarray, "T"], second: Float[np.ndarray, "T"], kind: CurveKind) -> Timing:
    """Whether the second curve follows the first at the usual lag.

    Parameters
    ----------
    first : array, shape (T,)
        See `movement` or `audible`.
    second : array, shape (T,)
        See `audible`.
    kind : CurveKind
        What to expect.
    """
    known = np.isfinite(first)
    short = len(first) < LEAST * FPS
    if short or not known.any() or not np.ptp(first[known]) or not np.ptp(second):
        return Timing()
    filtered = _band(np.where(known, first, first[known].mean())), _band(second)
    starts, length = _places(len(first))
    clear, lags, around = [], [], kind.usual
    for start in starts:
        place = slice(start, start + length)
        if known[place].mean() < VISIBLE:
            continue
        lag = _clear_lag(*filtered, place, around, kind)
        if lag is not None:
            clear.append((start + length / 2) / FPS)
            lags.append(lag)
            around = lag
    if len(clear) < max(1, SHARE * len(starts)):
        return Timing()
    return _judge_line(np.array(clear), np.array(lags), kind)


def _judge_line(
    at: Float[np.ndarray, "P"], lags: Float[np.ndarray, "P"], kind: CurveKind
) -> Timing:
    slope = float(theilslopes(lags, at)[0]) if len(at) >= LINE else 0.0
    line = slope * at + np.median(lags - slope * at)
    if np.median(np.abs(lags - line)) > SCATTER:
        return Timing()
    late, ends = line - kind.usual, (float(at[0]), float(at[-1]))
    if abs(late[-1] - late[0]) >= DRIFT:
        return Timing("drifting", (float(late[0]), float(late[-1])), ends)
    middle = float(np.median(lags)) - kind.usual
    return Timing("shifted" if abs(middle) >= kind.off else "in time", (middle, middle), ends)


def _places(frames: int) -> tuple[list[int], int]:
    """First frames of the places, and their length; a short recording is a single place."""
    count = min(int(2 * frames / (PLACE * FPS)) - 1, PLACES)
    if count < 2:
        return [0], frames
    length = round(PLACE * FPS)
    return [int(start) for start in np.linspace(0, frames - length, count)], length


def _clear_lag(
    first: Float[np.ndarray, "T"],
    second: Float[np.ndarray, "T"],
    place: slice,
    around: float,
    kind: CurveKind,
) -> float | None:
    """Lag of the second curve behind this place of the first, in seconds; None if not clear."""
    most = round(FPS * min(kind.reach, len(first) / FPS / 3))
    lags = round(FPS * around) + np.arange(-most, most + 1)
    scores = _correlations(first, second, place, lags)
    best = int(scores.argmax())
    rival = scores[np.abs(lags - lags[best]) > APART * FPS].max()
    seconds = (place.stop - place.start) / FPS
    if scores[best] < kind.clear / np.sqrt(seconds) or rival > RIVAL * scores[best]:
        return None
    return float(lags[best]) / FPS


def _band(values: Float[np.ndarray, "T"]) -> Float[np.ndarray, "T"]:
    sections = butter(2, BAND, btype="band", fs=FPS, output="sos")
    return np.asarray(sosfiltfilt(sections, values))


def _correlations(
    first: Float[np.ndarray, "T"], second: Float[np.ndarray, "T"], place: slice, lags: np.ndarray
) -> Float[np.ndarray, "L"]:
    """Cosine similarity of the first's place and the shifted second, for consecutive lags.

    Beyond its ends the second is 0, so that lags with less overlap score less.
    """
    index = np.arange(place.start + lags[0], place.stop + lags[-1])
    inside = (index >= 0) & (index < len(second))
    other = np.where(inside, second[index.clip(0, len(second) - 1)], 0.0)
    part = first[place]
    energy = correlate(other**2, np.ones(len(part)), "valid") * (part**2).sum()
    least = np.finfo(float).eps * (first**2).sum() * (second**2).sum()
    return np.asarray(correlate(other, part, "valid") / np.sqrt(np.maximum(energy, least)))
