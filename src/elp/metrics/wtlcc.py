"""WTLCC, windowed time-lagged cross-correlation: how closely, and how late, one series follows.

Letters: T frames, D dimensions, K windows of W frames, lags from -L to L frames.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from jaxtyping import Bool, Float

from elp.metrics.pearson import constant as is_constant
from elp.metrics.pearson import correlation

Aggregate = Literal["peak_signed", "peak_abs", "mean_signed", "mean_positive_lag", "zero_lag"]
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)
Constant = Literal["zero", "skip"]


@dataclass(frozen=True)
class LagCorrelation:
    """Correlation of two series per window and lag, averaged over the dimensions.

    Parameters
    ----------
    values : array, shape (K, 2L + 1)
        R_k(ℓ), between -1 and 1.
    lags : array, shape (2L + 1,)
        ℓ in seconds, ascending; positive where the second series follows the first.
    constant : array, shape (K,)
        Whether a series stands still in the window, in any dimension.
    short : bool
        Whether the series was shorter than a window.
    """

    values: Float[np.ndarray, "K lags"]
    lags: Float[np.ndarray, "lags"]
    constant: Bool[np.ndarray, "K"]
    short: bool

    def windows(self, constant: Constant = "zero") -> Float[np.ndarray, "_ lags"]:
        """The windows that count: all of them, or those where both series move."""
        return self.values if constant == "zero" else self.values[~self.constant]

    def aggregate(self, how: Aggregate, constant: Constant = "zero") -> float:
        """One number, averaged over the windows; not a number where no window counts.

        `peak_signed` and `peak_abs` take the largest correlation over the lags, of either sign for
        the latter; `mean_signed` the mean over all lags, `mean_positive_lag` that over lags at
        which the second series follows, and `zero_lag` the correlation without a lag.
        """
        windows = self.windows(constant)
        chosen = {
            "peak_signed": windows,
            "peak_abs": np.abs(windows),
            "mean_signed": windows,
            "mean_positive_lag": windows[:, self.lags > 0],
            "zero_lag": windows[:, self.lags == 0],
        }[how]
        if chosen.size == 0:
            return math.nan
        return float((chosen.max(axis=1) if how.startswith("peak") else chosen.mean(axis=1)).mean())

    def peak_lag(self, constant: Constant = "zero") -> float:
        """Lag of the highest correlation in seconds, averaged over the windows."""
        windows = self.windows(constant)
        if windows.size == 0:
            return math.nan
        nearest = np.argsort(np.abs(self.lags), kind="stable")  # of equal peaks the least lag
        return float(self.lags[nearest[windows[:, nearest].argmax(axis=1)]].mean())


def lag_correlation(
    first: Float[np.ndarray, "T D"],
    second: Float[np.ndarray, "T D"],
    fps: float | int,
    *,
    window: float | int = 4.0,
    max_lag: float | int = 0.5,
) -> LagCorrelation:
    r"""Correlation of two series per window and lag.

    .. math:: R_k(\ell) = \frac{1}{D} \sum_d \mathrm{corr}(x_{t,d}, y_{t+\ell,d})

    over the frames t of window k for which t + ℓ lies in it too; means are those of this overlap,
    and a series that is constant on it gives 0.

    Parameters
    ----------
    first, second : array, shape (frames, dimensions)
        The same frames of both, at least two, e.g. of the speaker and the listener.
    fps : float
        Frames per second.
    window : float
        W in seconds; windows follow each other without overlap, and what remains after the last
        whole one is dropped. A shorter series is one window of its own length.
    max_lag : float
        L in seconds; at most half a window.

    Returns
    -------
    LagCorrelation
        The window × lag matrix.

    References
    ----------
    Boker et al., "Windowed cross-correlation and peak picking...", Psychological Methods 2002;
    the paper's Sec. 4.1 gives the window of 4 s, its lag is a calibration (docs/metrics.md).
    """
    whole = max(round(window * fps), 1)
    width = min(whole, len(first))
    reach = min(math.floor(max_lag * fps + 1e-9), width // 2)
    count = len(first) // width
    parts = [_windows(series, count, width) for series in (first, second)]
    values = np.empty((count, 2 * reach + 1))
    for column, lag in enumerate(range(-reach, reach + 1)):
        early, late = parts[0][: width - lag], parts[1][max(lag, 0) :]
        if lag < 0:
            early, late = parts[0][-lag:], parts[1][:lag]
        values[:, column] = correlation(early, late).mean(axis=1)
    still = (is_constant(parts[0]) | is_constant(parts[1])).any(axis=1)
    return LagCorrelation(values, np.arange(-reach, reach + 1) / fps, still, len(first) < whole)


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
        The speaker, and the listener who may follow.
    fps, window, max_lag : float
        As in `lag_correlation`.
    aggregate : str
        As in `LagCorrelation.aggregate`; the paper's reading is the highest correlation over the
        lags, averaged over the windows.

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
        Blinks, or their probabilities, which count as a blink above 0.5.
    fps, window, max_lag, aggregate
        As in `wtlcc`.
    constant : str
        Whether a window in which either never blinks counts 0, or is left out (`skip`).

    Returns
    -------
    float
        Between -1 and 1; not a number where every window is left out.

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


def binary(blinks: np.ndarray) -> Float[np.ndarray, "T 1"]:
    """Blinks as 0 and 1, thresholded at 0.5."""
    train: np.ndarray = (blinks > 0.5).astype(np.float64).reshape(-1, 1)
    return train


def _windows(
    series: Float[np.ndarray, "T D"], count: int, width: int
) -> Float[np.ndarray, "W K D"]:
    parts: np.ndarray = series[: count * width].reshape(count, width, -1).swapaxes(0, 1)
    return np.asarray(parts, dtype=np.float64)
