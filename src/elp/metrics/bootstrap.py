"""Intervals by bootstrap over clips; those of paired differences compare two methods."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True)
class Interval:
    """A percentile interval; NaN if there is nothing to resample."""

    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


def resample(clips: int, resamples: int, rng: np.random.Generator) -> Int[np.ndarray, "B clips"]:
    """How often each clip is drawn in each resample; each draws as many clips as there are.

    Methods that share this matrix are compared in pairs.
    """
    counts: np.ndarray = rng.multinomial(clips, np.full(clips, 1 / clips), size=resamples)
    return counts


def resampled_means(
    values: Float[np.ndarray, "clips"], counts: Int[np.ndarray, "B clips"]
) -> Float[np.ndarray, "B"]:
    """Mean of each resample over the clips whose value is not NaN."""
    valid = ~np.isnan(values)
    drawn = (counts @ valid).astype(np.float64)
    drawn[drawn == 0] = np.nan
    means: np.ndarray = counts @ np.where(valid, values, 0.0) / drawn
    return means


def percentile_interval(replicates: Float[np.ndarray, "B"], confidence: float = 0.95) -> Interval:
    """Interval that holds the central part, of size `confidence`, of the resampled values."""
    known = replicates[~np.isnan(replicates)]
    if known.size == 0:
        return Interval(np.nan, np.nan)
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))


def bootstrap_interval(
    values: Float[np.ndarray, "clips"],
    rng: np.random.Generator,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Interval:
    """Interval of the mean over clips.

    Parameters
    ----------
    values : array, shape (clips,)
        One score per clip, or the difference of two methods' scores; NaN is left out.
    rng : Generator
        Draws the resamples.
    resamples : int
        Number B of resamples.
    confidence : float
        Part of the resampled means inside.

    Returns
    -------
    Interval
        Percentile interval.

    References
    ----------
    Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, Ch. 13.

    Examples
    --------
    >>> bootstrap_interval(np.ones(10), np.random.default_rng(0))
    Interval(low=1.0, high=1.0)
    """
    means = resampled_means(values, resample(len(values), resamples, rng))
    return percentile_interval(means, confidence)
