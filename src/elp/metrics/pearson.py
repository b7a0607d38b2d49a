r"""RPCC, residual Pearson correlation: whether a listener follows the speaker as the real one does.

.. math:: \mathrm{RPCC} = \mathrm{mean}_i |r(x_i, \hat y_i) - r(x_i, y_i)|

for speakers x, generated listeners ŷ and real ones y; lower is better, 0 for the ground truth. The
functions differ in r. A series without variance correlates with nothing: r = 0.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float


def rpcc_flat(
    speaker: Float[np.ndarray, "T D"],
    generated: Float[np.ndarray, "T D"],
    target: Float[np.ndarray, "T D"],
) -> float:
    """RPCC of one clip, with all its frames and dimensions flattened into one series.

    Parameters
    ----------
    speaker, generated, target : array, shape (frames, dimensions)
        The same frames of each.

    Returns
    -------
    float
        Between 0 and 2; lower is better.

    References
    ----------
    The paper's Sec. 4.1; this reading comes closest to the sizes of its Table 1.

    Examples
    --------
    >>> x = np.array([[0.0, 1.0], [2.0, 3.0]])
    >>> rpcc_flat(x, -x, x)
    2.0
    """
    return _residual(_flat(speaker), _flat(generated), _flat(target))


def rpcc_time(
    speaker: Float[np.ndarray, "T D"],
    generated: Float[np.ndarray, "T D"],
    target: Float[np.ndarray, "T D"],
) -> float:
    """RPCC of one clip, with r over time per dimension and then averaged over the dimensions.

    Parameters
    ----------
    speaker, generated, target : array, shape (frames, dimensions)
        The same frames of each.

    Returns
    -------
    float
        Between 0 and 2; lower is better.

    Examples
    --------
    >>> x = np.array([[0.0, 1.0], [2.0, 3.0]])
    >>> rpcc_time(x, x * [1, 0], x)
    0.5
    """
    return _residual(speaker, generated, target)


def rpcc_frame(
    speaker: Float[np.ndarray, "T D"],
    generated: Float[np.ndarray, "T D"],
    target: Float[np.ndarray, "T D"],
) -> float:
    """RPCC of one clip, with r across the dimensions of a frame and then averaged over the frames.

    Parameters
    ----------
    speaker, generated, target : array, shape (frames, dimensions)
        The same frames of each.

    Returns
    -------
    float
        Between 0 and 2; lower is better.

    Examples
    --------
    >>> x = np.array([[0.0, 1.0], [2.0, 3.0]])
    >>> rpcc_frame(x, x[:, ::-1], x)
    2.0
    """
    return _residual(speaker.T, generated.T, target.T)


def rpcc_dim(
    speaker: Sequence[Float[np.ndarray, "_ D"]],
    generated: Sequence[Float[np.ndarray, "_ D"]],
    target: Sequence[Float[np.ndarray, "_ D"]],
) -> float:
    """RPCC of a set of clips concatenated and flattened into one series, as DIM computes it.

    Parameters
    ----------
    speaker, generated, target : sequence of arrays, shape (frames, dimensions)
        A series per clip, with the same frames of each.

    Returns
    -------
    float
        Between 0 and 2; lower is better.

    References
    ----------
    Tran et al., "Dyadic Interaction Modeling for Social Behavior Generation", ECCV 2024.

    Examples
    --------
    >>> x = np.array([[0.0, 1.0], [2.0, 3.0]])
    >>> rpcc_dim([x, x], [x, x], [x, x])
    0.0
    """
    joined = (_flat(np.concatenate(series)) for series in (speaker, generated, target))
    return _residual(*joined)


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
    # compared by value: rounding leaves a constant series a variance of about 1e-32
    varies = ~(constant(first) | constant(second)) & (scale > 0)
    values: np.ndarray = np.where(varies, covariance / np.where(varies, scale, 1.0), 0.0)
    return values.clip(-1.0, 1.0)


def constant(series: Float[np.ndarray, "T *D"]) -> Bool[np.ndarray, "*D"]:
    """Whether each series along the first axis has the same value throughout."""
    return np.asarray(np.all(series == series[:1], axis=0))


def _doubles(*arrays: np.ndarray) -> list[np.ndarray]:
    return [np.asarray(array, dtype=np.float64) for array in arrays]


def _flat(series: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "TD 1"]:
    return series.reshape(-1, 1)


def _residual(speaker: np.ndarray, generated: np.ndarray, target: np.ndarray) -> float:
    difference = correlation(speaker, generated).mean() - correlation(speaker, target).mean()
    return abs(float(difference))
