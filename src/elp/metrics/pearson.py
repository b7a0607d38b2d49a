"""Pearson correlation of series, for RPCC and WTLCC."""

import numpy as np
from jaxtyping import Bool, Float


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
    centred = [series - series.mean(axis=0) for series in _doubles(first, second)]
    covariance = np.sum(centred[0] * centred[1], axis=0)
    scale = np.sqrt(np.sum(centred[0] ** 2, axis=0) * np.sum(centred[1] ** 2, axis=0))
    # by value: rounding leaves a constant series with a variance of about 1e-32
    varies = ~(constant(first) | constant(second)) & (scale > 0)
    values: np.ndarray = np.where(varies, covariance / np.where(varies, scale, 1.0), 0.0)
    return values.clip(-1.0, 1.0)


def constant(series: Float[np.ndarray, "T *D"]) -> Bool[np.ndarray, "*D"]:
    """Whether each series along the first axis has the same value throughout."""
    return np.asarray(np.all(series == series[:1], axis=0))


def _doubles(*arrays: np.ndarray) -> list[np.ndarray]:
    return [np.asarray(array, dtype=np.float64) for array in arrays]
