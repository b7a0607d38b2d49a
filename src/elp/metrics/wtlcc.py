"""WTLCC, windowed time-lagged cross-correlation, of motion and of blinks.

Letters: T frames, D dimensions.
"""

import numpy as np
from jaxtyping import Float

from elp.metrics.blinks import binary
from elp.metrics.lags import Aggregate, Constant, lag_correlation


def wtlcc(
    first: Float[np.ndarray, "T D"],
    second: Float[np.ndarray, "T D"],
    fps: float | int,
    *,
    window: float | int = 4.0,
    max_lag: float | int = 0.5,
    aggregate: Aggregate = "peak_signed",
) -> float:
    """Windowed time-lagged cross-correlation; best when closest to the ground truth's.

    Parameters
    ----------
    first, second : array, shape (frames, dimensions)
        The speaker, and the listener, who may follow.
    fps, window, max_lag : float
        As in `lag_correlation`.
    aggregate : str
        As in `LagCorrelation.aggregate`; our reading of the paper is the highest correlation over
        the lags, averaged over the windows.

    Returns
    -------
    float
        Between -1 and 1.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(200, 1)).cumsum(axis=0)
    >>> round(wtlcc(x[5:], x[:-5], fps=25), 6)  # follows 0.2 s later
    1.0
    """
    correlations = lag_correlation(first, second, fps, window=window, max_lag=max_lag)
    return correlations.aggregate(aggregate)


def blink_wtlcc(
    target: np.ndarray,
    generated: np.ndarray,
    fps: float | int,
    *,
    window: float | int = 4.0,
    max_lag: float | int = 0.5,
    aggregate: Aggregate = "peak_signed",
    constant: Constant = "zero",
) -> float:
    """WTLCC between the real listener's blinks and the generated ones; higher is better.

    Parameters
    ----------
    target, generated : array, shape (frames,)
        Blinks, or their probabilities: above 0.5 is a blink.
    fps, window, max_lag, aggregate
        As in `wtlcc`.
    constant : str
        Whether a window in which either never blinks counts as 0 (`zero`) or is excluded (`skip`).

    Returns
    -------
    float
        Between -1 and 1; NaN if every window is excluded.

    References
    ----------
    The paper's Sec. 4.1.

    Examples
    --------
    >>> blinks = np.zeros(100)
    >>> blinks[[20, 21, 70, 71]] = 1.0
    >>> round(blink_wtlcc(blinks, blinks, fps=25), 6)
    1.0
    """
    trains = (binary(target), binary(generated))
    correlations = lag_correlation(*trains, fps, window=window, max_lag=max_lag)
    return correlations.aggregate(aggregate, constant)
