"""Pearson correlation of series, for RPCC and WTLCC."""

import numpy as np
from jaxtyping import Bool, Float

ROUNDING = 1e-18  # variance over squared mean, far above what rounding makes of a constant series


def correlation(
    first: Float[np.ndarray, "T *D"], second: Float[np.ndarray, "T *D"]
) -> Float[np.ndarray, "*D"]:
    """Pearson correlation along the first axis; 0 where either series is constant.

    Parameters
    ----------
    first, second : array, shape (frames, ...)
        Series along the first axis.

    Returns
    -------
    array, shape (...)
        Each in [-1, 1].

    Examples
    --------
    >>> x = np.arange(4.0)[:, None]
    >>> correlation(x, -x).tolist()
    [-1.0]
    """
    means = [np.add.reduce(series, axis=0) / len(series) for series in _doubles(first, second)]
    x, y = first - means[0], second - means[1]
    covariance, *squares = (np.einsum("t...,t...->...", *pair) for pair in ((x, y), (x, x), (y, y)))
    scale = np.sqrt(squares[0] * squares[1])
    varies = scale > 0
    # by value, where there is doubt: rounding leaves a constant series with a variance above 0
    floors = (ROUNDING * len(x) * mean**2 for mean in means)
    if any((own <= floor).any() for own, floor in zip(squares, floors, strict=True)):
        varies &= ~(constant(first) | constant(second))
    values: np.ndarray = np.where(varies, covariance / np.where(varies, scale, 1.0), 0.0)
    return values.clip(-1.0, 1.0)


def constant(series: Float[np.ndarray, "T *D"]) -> Bool[np.ndarray, "*D"]:
    """Whether each series along the first axis has the same value throughout."""
    return np.asarray(np.all(series == series[:1], axis=0))


def _doubles(*arrays: np.ndarray) -> list[np.ndarray]:
    return [np.asarray(array, dtype=np.float64) for array in arrays]
