"""How often and how long a listener blinks."""

import math

import numpy as np
from jaxtyping import Float

from elp.metrics.wtlcc import binary


def blink_rate(blinks: np.ndarray, fps: float | int) -> float:
    r"""Blinks a minute; best when closest to the ground truth's.

    .. math:: 60 f \cdot \#\{\text{runs of closed frames}\} / T

    Parameters
    ----------
    blinks : array, shape (frames,)
        Closed or not, or its probability, which counts as closed above 0.5. A run of closed frames
        is one blink, also where the clip cuts it.
    fps : float
        Frames per second.

    Returns
    -------
    float
        Per minute; people blink some 10 to 20 times.

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
        In seconds; not a number without a blink.

    Examples
    --------
    >>> blink_duration(np.array([0, 1, 1, 0, 0, 1]), fps=10)
    0.15
    """
    closed = binary(blinks)[:, 0]
    count = _count(closed)
    return float(closed.sum()) / (fps * count) if count else math.nan


def _count(closed: Float[np.ndarray, "T"]) -> int:
    """Runs of closed frames, by their first one."""
    return int(np.sum(np.diff(closed, prepend=0.0) > 0))
