"""Distances frame by frame: L1 as in the ViCo challenge, L2, mean squared error."""

import numpy as np
from jaxtyping import Float


def l1_distance(generated: Float[np.ndarray, "n D"], target: Float[np.ndarray, "m D"]) -> float:
    r"""Mean absolute difference per value, the ViCo challenge's Feature Distance; lower is better.

    .. math:: \frac{1}{N D} \sum_{t,d} |\hat y_{td} - y_{td}|

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        A series shorter than the target repeats its last frame; a longer one is cut.

    Returns
    -------
    float
        In the units of the coefficients. Table 1 prints RLHG's value on ViCo × 10³ in the column
        FD.

    References
    ----------
    Zhou et al., "Responsive Listening Head Generation", ECCV 2022, Sec. 5, and the ViCo challenge.

    Examples
    --------
    >>> l1_distance(np.array([[1.0]]), np.array([[1.0], [3.0]]))
    1.0
    """
    rows = np.minimum(np.arange(len(target)), len(generated) - 1)
    return float(np.abs(np.asarray(generated, dtype=np.float64)[rows] - target).mean())


def mean_squared_error(
    generated: Float[np.ndarray, "T D"], target: Float[np.ndarray, "T D"]
) -> float:
    """Mean squared difference per value; lower is better.

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        The same frames of both.

    Returns
    -------
    float
        In the units of the coefficients, squared.

    Examples
    --------
    >>> mean_squared_error(np.array([[1.0, 3.0]]), np.array([[1.0, 1.0]]))
    2.0
    """
    return float(np.square(np.asarray(generated, dtype=np.float64) - target).mean())


def l2_distance(generated: Float[np.ndarray, "T D"], target: Float[np.ndarray, "T D"]) -> float:
    """Euclidean distance of the frames, averaged over them; lower is better.

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        The same frames of both.

    Returns
    -------
    float
        In the units of the coefficients.

    Examples
    --------
    >>> l2_distance(np.array([[3.0, 4.0]]), np.array([[0.0, 0.0]]))
    5.0
    """
    difference = np.asarray(generated, dtype=np.float64) - target
    return float(np.linalg.norm(difference, axis=1).mean())
