"""Velocity FD: whether a listener moves as fast, and in the same directions, as the real one."""

import numpy as np
from jaxtyping import Float

from elp.metrics.frechet import frechet_distance


def velocity_frechet_distance(
    generated: Float[np.ndarray, "n D"], target: Float[np.ndarray, "m D"]
) -> float:
    r"""Fréchet distance between the steps from frame to frame; lower is better.

    .. math:: \mathrm{FD}(\{\hat y_{t+1} - \hat y_t\}, \{y_{t+1} - y_t\})

    It detects frozen and jittering listeners, which FD of the frames may miss.

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        At least three frames each.

    Returns
    -------
    float
        In the units of the coefficients per frame, squared.

    References
    ----------
    Heusel et al., "GANs Trained by a Two Time-Scale Update Rule...", NeurIPS 2017, Eq. 6,
    applied to differences.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(500, 3)).cumsum(axis=0)
    >>> round(velocity_frechet_distance(x + 7.0, x), 6)
    0.0
    """
    steps = (
        np.diff(np.asarray(series, dtype=np.float64), axis=0) for series in (generated, target)
    )
    return frechet_distance(*steps)
