r"""RPCC, residual Pearson correlation: whether a listener follows the speaker like the real one.

.. math:: \mathrm{RPCC} = \mathrm{mean}_i |r(x_i, \hat y_i) - r(x_i, y_i)|

for speakers x, generated listeners ŷ and real ones y; lower is better, 0 for the ground truth. The
functions differ in r. A constant series has r = 0.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from elp.metrics.pearson import correlation


def rpcc_flat(
    speaker: Float[np.ndarray, "T D"],
    generated: Float[np.ndarray, "T D"],
    target: Float[np.ndarray, "T D"],
) -> float:
    """RPCC of one clip, all frames and dimensions flattened into one series.

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
    The paper's Sec. 4.1; this reading comes closest to the values of its Table 1.

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
    """RPCC of one clip, r taken over time and averaged over the dimensions.

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
    """RPCC of one clip, r taken across dimensions and averaged over the frames.

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


def _flat(series: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "TD 1"]:
    return series.reshape(-1, 1)


def _residual(speaker: np.ndarray, generated: np.ndarray, target: np.ndarray) -> float:
    difference = correlation(speaker, generated).mean() - correlation(speaker, target).mean()
    return abs(float(difference))
