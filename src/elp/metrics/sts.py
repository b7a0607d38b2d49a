"""STS, the short time series distance: how far two series differ in their slopes."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def sts_canonical(
    generated: Float[np.ndarray, "T D"], target: Float[np.ndarray, "T D"], fps: float | int
) -> float:
    r"""Euclidean distance between the slopes of two series; lower is better, 0 for equal slopes.

    .. math:: \Big(\sum_t \sum_d \big(\tfrac{y_{t+1,d} - y_{td}}{\Delta t}
        - \tfrac{\hat y_{t+1,d} - \hat y_{td}}{\Delta t}\big)^2\Big)^{1/2}, \Delta t = 1/f

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        The same frames of both, at least two.
    fps : float
        Frames per second f.

    Returns
    -------
    float
        In the units of the coefficients per second; it grows with the square root of the length.

    References
    ----------
    Möller-Levet et al., "Fuzzy Clustering of Short Time-Series...", IDA 2003, Eq. 1.

    Examples
    --------
    >>> float(sts_canonical(np.array([[0.0], [1.0]]), np.array([[0.0], [0.0]]), fps=25))
    25.0
    """
    return float(np.sqrt(slope_difference(generated, target))) * fps


def sts_per_frame(
    generated: Float[np.ndarray, "T D"], target: Float[np.ndarray, "T D"], fps: float | int
) -> float:
    """`sts_canonical` with the sum divided by the T - 1 steps: independent of the length.

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        The same frames of both, at least two.
    fps : float
        Frames per second.

    Returns
    -------
    float
        In the units of the coefficients per second; lower is better.

    Examples
    --------
    >>> ramp = np.arange(5.0)[:, None]
    >>> float(sts_per_frame(ramp, 0 * ramp, fps=25))
    25.0
    """
    return sts_canonical(generated, target, fps) / float(np.sqrt(len(target) - 1))


def sts_dim(
    generated: Sequence[Float[np.ndarray, "_ D"]], target: Sequence[Float[np.ndarray, "_ D"]]
) -> float:
    """STS as DIM computes it: clips concatenated, the squared sum divided once by a Δt of 0.1.

    For one clip `sts_canonical` is this times √0.1/Δt.

    Parameters
    ----------
    generated, target : sequence of arrays, shape (frames, dimensions)
        A series per clip, with the same frames of both; steps from clip to clip count too.

    Returns
    -------
    float
        Lower is better.

    References
    ----------
    Tran et al., "Dyadic Interaction Modeling for Social Behavior Generation", ECCV 2024.

    Examples
    --------
    >>> ramp = np.arange(11.0)[:, None]
    >>> float(sts_dim([ramp], [0 * ramp]))
    10.0
    """
    squares = slope_difference(np.concatenate(generated), np.concatenate(target))
    return float(np.sqrt(squares / 0.1))


def slope_difference(
    generated: Float[np.ndarray, "T D"], target: Float[np.ndarray, "T D"]
) -> float:
    """Sum of the squared differences of the first differences, per frame and not per second."""
    slopes = np.diff(np.asarray(target, dtype=np.float64) - generated, axis=0)
    return float(np.sum(slopes**2))
