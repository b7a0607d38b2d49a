"""Intervals by bootstrap over clips, and paired comparisons of two methods."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True)
class Interval:
    """A percentile interval; not a number where nothing could be resampled."""

    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Whether all of the interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


def resample(clips: int, resamples: int, rng: np.random.Generator) -> Int[np.ndarray, "B clips"]:
    """How often each clip is drawn in each resample, as many draws as there are clips.

    Two methods that are compared share one such matrix, which makes the comparison a paired one.
    """
    counts: np.ndarray = rng.multinomial(clips, np.full(clips, 1 / clips), size=resamples)
    return counts


def resampled_means(
    values: Float[np.ndarray, "clips"], counts: Int[np.ndarray, "B clips"]
) -> Float[np.ndarray, "B"]:
    """Mean of each resample over the clips whose value is a number."""
    valid = ~np.isnan(values)
    drawn = (counts @ valid).astype(np.float64)
    drawn[drawn == 0] = np.nan
    means: np.ndarray = counts @ np.where(valid, values, 0.0) / drawn
    return means


def percentile_interval(replicates: Float[np.ndarray, "B"], confidence: float = 0.95) -> Interval:
    """The central share of the resampled values."""
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
        One score per clip; clips whose score is not a number are left out.
    rng : Generator
        Draws the resamples.
    resamples : int
        Number B of resamples.
    confidence : float
        Share of the resampled means inside.

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


def paired_bootstrap(
    first: Float[np.ndarray, "clips"],
    second: Float[np.ndarray, "clips"],
    rng: np.random.Generator,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Interval:
    """Interval of the difference of two methods' means over the same clips.

    Parameters
    ----------
    first, second : array, shape (clips,)
        Scores of both methods, clip by clip; a clip that either lacks is left out.
    rng, resamples, confidence
        As in `bootstrap_interval`.

    Returns
    -------
    Interval
        Of first - second; the methods differ where it excludes zero.

    Examples
    --------
    >>> easy = np.random.default_rng(0).normal(size=30)
    >>> paired_bootstrap(easy + 0.1, easy, np.random.default_rng(1)).excludes_zero()
    True
    """
    return bootstrap_interval(first - second, rng, resamples=resamples, confidence=confidence)
