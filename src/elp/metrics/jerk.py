"""Jerk ratio: whether a listener moves as smoothly as the real one."""

import math

import numpy as np
from jaxtyping import Float


def jerk_ratio(generated: Float[np.ndarray, "n D"], target: Float[np.ndarray, "m D"]) -> float:
    r"""Mean norm of the third differences, relative to the real listener's; best at 1.

    .. math:: \mathrm{mean}_t \|\Delta^3 \hat y_t\| / \mathrm{mean}_t \|\Delta^3 y_t\|

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        At least four frames each.

    Returns
    -------
    float
        At least 0; above 1 jitters, below 1 is too smooth. NaN if the real listener has no jerk.

    References
    ----------
    Flash and Hogan, "The Coordination of Arm Movements", Journal of Neuroscience 1985, for jerk as
    the measure of smoothness.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(50, 3))
    >>> round(jerk_ratio(3 * x, x), 6)
    3.0
    """
    of_target = _mean_jerk(target)
    return _mean_jerk(generated) / of_target if of_target > 0 else math.nan


def _mean_jerk(series: Float[np.ndarray, "T D"]) -> float:
    third = np.diff(np.asarray(series, dtype=np.float64), n=3, axis=0)
    return float(np.linalg.norm(third, axis=1).mean())
