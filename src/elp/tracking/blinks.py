"""Blinks from the eye-aspect ratio. Letters: T frames.

References
----------
Soukupová and Čech, "Real-Time Eye Blink Detection using Facial Landmarks", CVWW 2016, Eq. 1.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64

from elp.config.tracking import TrackingSettings

# Outer corner, two points of the upper lid, inner corner, the two points of the lower lid.
EYES = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))

# People whose eyes are half shut most of the time still open them now and then.
_GUARD_SHARE, _GUARD_PERCENTILE = 0.7, 90.0


@dataclass(frozen=True)
class Blinks:
    """Blinks and closed eyes, frame by frame; no frame is both.

    Attributes
    ----------
    blink : array, shape (T,)
        φ: frames of a blink.
    closed : array, shape (T,)
        Frames of a run that is too long for a blink: the eyes are closed or look down.
    """

    blink: Bool[np.ndarray, "T"]
    closed: Bool[np.ndarray, "T"]


def eye_aspect_ratio(points: Float[np.ndarray, "T L 2"]) -> Float64[np.ndarray, "T"]:
    """Height of the eye openings divided by their width, mean of both eyes.

    Parameters
    ----------
    points : array, shape (T, L, 2)
        MediaPipe's landmarks, in the same unit in both directions, for instance pixels.
    """
    eyes = np.asarray(points, np.float64)[:, EYES]
    outer, upper1, upper2, inner, lower2, lower1 = np.moveaxis(eyes, 2, 0)
    height = np.linalg.norm(upper1 - lower1, axis=-1) + np.linalg.norm(upper2 - lower2, axis=-1)
    return np.asarray((height / (2 * np.linalg.norm(outer - inner, axis=-1))).mean(axis=1))


def open_level(ratios: Float[np.ndarray, "T"]) -> float:
    """Eye-aspect ratio of a person's open eyes, from all frames that show them."""
    guard = _GUARD_SHARE * np.percentile(ratios, _GUARD_PERCENTILE)
    return float(max(np.median(ratios), guard))


def mark_blinks(
    ratios: Float[np.ndarray, "T"], level: float, settings: TrackingSettings, fps: float | int
) -> Blinks:
    """Mark blinks: runs of frames with an eye-aspect ratio below a fraction of the open level.

    Parameters
    ----------
    ratios : array, shape (T,)
        Eye-aspect ratio of consecutive frames, without gaps.
    level : float
        The person's `open_level`.
    settings : TrackingSettings
        `blink_ratio`, and the shortest and the longest blink.
    fps : float
        Frames per second.
    """
    shut = np.asarray(ratios < settings.blink_ratio * level)
    # A single frame with open lids does not end a blink.
    shut[1:-1] |= shut[:-2] & shut[2:]
    blink, closed = np.zeros_like(shut), np.zeros_like(shut)
    for start, end in runs(shut):
        if end - start > settings.blink_max_seconds * fps:
            closed[start:end] = True
        elif end - start >= settings.blink_min_frames:
            blink[start:end] = True
    return Blinks(blink, closed)


def runs(marks: Bool[np.ndarray, "T"]) -> list[tuple[int, int]]:
    """First frame, and the frame after the last, of each run of marked frames."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
