"""Blink rate and blink duration: how often and how long a listener blinks."""

import math

import numpy as np
from jaxtyping import Float


def binary(blinks: np.ndarray) -> Float[np.ndarray, "T 1"]:
    """Blinks as 0 and 1: a value above 0.5 is a blink."""
    train: np.ndarray = (blinks > 0.5).astype(np.float64).reshape(-1, 1)
    return train


def blink_rate(blinks: np.ndarray, fps: float | int) -> float:
    r"""Blinks per minute; best when closest to the ground truth's.

    .. math:: 60 f \cdot \#\{\text{runs of closed frames}\} / T

    Parameters
    ----------
    blinks : array, shape (frames,)
        Closed eyes, or their probability: above 0.5 is closed. A run of closed frames is one blink,
        even if the clip cuts it.
    fps : float
        Frames per second.

    Returns
    -------
    float
        Per minute; people blink about 10 to 20 times.

    References
    ----------
    Bentivoglio et al., "Analysis of Blink Rate Patterns in Normal Subjects", Movement Disorders
    1997.

    Examples
    --------
    >>> blink_rate(np.array([0, 1, 1, 0, 0, 1]), fps=1)
    20.0
    """
    closed = binary(blinks)[:, 0]
    return 60 * fps * _count(closed) / len(closed)


def blink_duration(blinks: np.ndarray, fps: float | int) -> float:
    r"""Mean length of a blink; best when closest to the ground truth's.

    .. math:: \#\{\text{closed frames}\} / (f \cdot \#\{\text{runs of closed frames}\})

    Parameters
    ----------
    blinks, fps
        As in `blink_rate`.

    Returns
    -------
    float
        In seconds; NaN without a blink.

    Examples
    --------
    >>> blink_duration(np.array([0, 1, 1, 0, 0, 1]), fps=10)
    0.15
    """
    closed = binary(blinks)[:, 0]
    count = _count(closed)
    return float(closed.sum()) / (fps * count) if count else math.nan


def _count(closed: Float[np.ndarray, "T"]) -> int:
    """Number of runs of closed frames."""
    return int(np.sum(np.diff(closed, prepend=0.0) > 0))
