"""V-D, variation for diversity: how much a listener moves over time."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def variation_sum(series: Float[np.ndarray, "T D"]) -> float:
    r"""Variance over time, summed over the dimensions; best when closest to the ground truth's.

    .. math:: \sum_d \mathrm{Var}_t(y_{td})

    Parameters
    ----------
    series : array, shape (frames, dimensions)
        The generated listener, or the real one.

    Returns
    -------
    float
        In the units of the coefficients, squared; population variance (ddof 0).

    References
    ----------
    Ng et al., "Learning to Listen", CVPR 2022, Sec. 5; the paper's Sec. 4.1. Its
    values for 100 and for 6 dimensions fit a sum, not a mean.

    Examples
    --------
    >>> variation_sum(np.array([[0.0, 0.0], [2.0, 4.0]]))
    5.0
    """
    return float(np.var(np.asarray(series, dtype=np.float64), axis=0).sum())


def variation_mean(series: Float[np.ndarray, "T D"]) -> float:
    """Variance over time, averaged over the dimensions; best when closest to the ground truth's.

    Parameters
    ----------
    series : array, shape (frames, dimensions)
        The generated listener, or the real one.

    Returns
    -------
    float
        `variation_sum` divided by the number of dimensions.

    Examples
    --------
    >>> variation_mean(np.array([[0.0, 0.0], [2.0, 4.0]]))
    2.5
    """
    return float(variation_sum(series) / series.shape[1])


def variation_flat(clips: Sequence[Float[np.ndarray, "_ D"]]) -> float:
    """Variance of all values of all clips at once; best when closest to the ground truth's.

    It mixes differences between clips, frames and dimensions; kept because DIM reports it.

    Parameters
    ----------
    clips : sequence of arrays, shape (frames, dimensions)
        A series per clip.

    Returns
    -------
    float
        Population variance of the flattened values.

    References
    ----------
    Tran et al., "Dyadic Interaction Modeling for Social Behavior Generation", ECCV 2024.

    Examples
    --------
    >>> variation_flat([np.array([[0.0, 4.0]]), np.array([[0.0, 4.0]])])
    4.0
    """
    return float(np.var(np.concatenate([np.ravel(clip) for clip in clips]).astype(np.float64)))
