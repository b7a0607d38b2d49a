"""Resamples of people and their clips: clips of one listener are not independent.

Letters: B resamples, N clips.
"""

import numpy as np
from jaxtyping import Float, Int, Shaped

from elp.metrics.estimate import FEW, Estimate, Interval

People = Shaped[np.ndarray, "N"]  # the person of each clip: a name or a number
Counts = Int[np.ndarray, "B N"]


def resample(people: People, resamples: int, rng: np.random.Generator) -> Counts:
    """How often each clip is drawn in each resample.

    People are drawn with replacement; then, from `FEW` people on, each drawn person's clips. With
    fewer people a drawn person brings all clips. Methods that share this matrix are compared in
    pairs.

    Parameters
    ----------
    people : array, shape (N,)
        The person of each clip.
    resamples : int
        Number B of resamples.
    rng : Generator
        Draws the resamples.

    References
    ----------
    Davison and Hinkley, "Bootstrap Methods and their Application", 1997, Sec. 3.8: drawing clips
    too widens intervals where clips of a person have little in common.
    """
    _, person, clips = np.unique(people, return_inverse=True, return_counts=True)
    number = len(clips)
    drawn = rng.multinomial(number, np.full(number, 1 / number), size=resamples)
    counts: np.ndarray = drawn[:, person]
    if number >= FEW:
        for who, own in enumerate(clips):
            again = rng.multinomial(drawn[:, who] * own, np.full(own, 1 / own))
            counts[:, person == who] = again
    return counts


def resampled_means(values: Float[np.ndarray, "N"], counts: Counts) -> Float[np.ndarray, "B"]:
    """Mean of each resample over the clips whose value is not NaN."""
    valid = ~np.isnan(values)
    drawn = (counts @ valid).astype(np.float64)
    drawn[drawn == 0] = np.nan
    means: np.ndarray = counts @ np.where(valid, values, 0.0) / drawn
    return means


def mean_estimate(values: Float[np.ndarray, "S N"], people: People, counts: Counts) -> Estimate:
    """Mean over clips of the mean over seeds; NaN is left out.

    Parameters
    ----------
    values : array, shape (S, N)
        One score per training seed and clip.
    people : array, shape (N,)
        The person of each clip.
    counts : array, shape (B, N)
        From `resample`.
    """
    means = _mean(values)
    known = ~np.isnan(means)
    value, seeds = _mean(means[:, None])[0], _mean(values.T)
    people_known = len(np.unique(people[known]))
    return Estimate(float(value), resampled_means(means, counts), seeds - value, people_known)


def bootstrap_interval(
    values: Float[np.ndarray, "N"],
    people: People,
    rng: np.random.Generator,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Interval:
    """Interval of the mean over clips.

    Parameters
    ----------
    values : array, shape (N,)
        One score per clip, or the difference of two methods' scores; NaN is left out.
    people : array, shape (N,)
        The person of each clip.
    rng : Generator
        Draws the resamples.
    resamples : int
        Number B of resamples.
    confidence : float
        Probability with which the interval is to hold the true mean.

    Returns
    -------
    Interval
        NaN with one or two people; see `elp.metrics.estimate.Estimate.interval`.

    Examples
    --------
    >>> bootstrap_interval(np.ones(10), np.arange(10), np.random.default_rng(0))
    Interval(low=1.0, high=1.0)
    """
    counts = resample(people, resamples, rng)
    return mean_estimate(values[None], people, counts).interval(confidence)


def _mean(values: Float[np.ndarray, "rows columns"]) -> Float[np.ndarray, "columns"]:
    """Mean over the rows of what is not NaN."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0))
