"""Windowed lag correlation: how closely, and how late, one series follows another.

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
        Whether a series is constant in the window, in any dimension.
    short : bool
        Whether the series was shorter than a window.
    """

    values: Float[np.ndarray, "K lags"]
    lags: Float[np.ndarray, "lags"]
    constant: Bool[np.ndarray, "K"]
    short: bool

    def windows(self, constant: Constant = "zero") -> Float[np.ndarray, "_ lags"]:
        """The windows that count: all, or those in which neither series is constant."""
        return self.values if constant == "zero" else self.values[~self.constant]

    def aggregate(self, how: Aggregate, constant: Constant = "zero") -> float:
        """One number, averaged over the windows; NaN if no window counts.

        `peak_signed` and `peak_abs` take the largest correlation over the lags, of either sign for
        the latter; `mean_signed` takes the mean over all lags, `mean_positive_lag` the mean over
        lags at which the second series follows, and `zero_lag` the correlation without a lag.
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
        nearest = np.argsort(np.abs(self.lags), kind="stable")  # the smallest lag of equal peaks
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

    over the frames t of window k for which t + ℓ lies in it too; means are taken over this overlap,
    and a series that is constant on it gives 0.

    Parameters
    ----------
    first, second : array, shape (frames, dimensions)
        The same frames of both, at least two, e.g. of the speaker and the listener.
    fps : float
        Frames per second.
    window : float
        W in seconds; windows do not overlap, and frames after the last whole window are dropped. A
        shorter series is one window of its own length.
    max_lag : float
        L in seconds; at most half a window.

    Returns
    -------
    LagCorrelation
        The window × lag matrix.

    References
    ----------
    Boker et al., "Windowed cross-correlation and peak picking...", Psychological Methods 2002;
    the paper's Sec. 4.1 gives the window of 4 s, the lag is our calibration (docs/metrics.md).
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


def _windows(
    series: Float[np.ndarray, "T D"], count: int, width: int
) -> Float[np.ndarray, "W K D"]:
    parts: np.ndarray = series[: count * width].reshape(count, width, -1).swapaxes(0, 1)
    return np.asarray(parts, dtype=np.float64)
