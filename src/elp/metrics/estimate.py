"""A score with its uncertainty over people and over training seeds.

Letters: B resamples, S training seeds, n people.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.special import ndtr, stdtr, stdtrit

LEAST = 3  # people; two say nothing about how people differ
FEW = 10  # people; with fewer, quantiles of resamples cover too little (Hesterberg 2015, Table 1)


@dataclass(frozen=True)
class Interval:
    """A confidence interval; NaN if there is none."""

    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Estimate:
    """A mean over training seeds, with its resamples over people.

    Estimates of the same clips share their resamples and the order of their seeds, so that a
    difference is paired in both. `seeds` are the values of each seed minus their mean.
    """

    value: float
    replicates: Float[np.ndarray, "B"]
    seeds: Float[np.ndarray, "S"]
    people: int

    def __add__(self, other: "Estimate") -> "Estimate":
        """Sum, with the correlation of its parts."""
        return Estimate(
            self.value + other.value,
            self.replicates + other.replicates,
            self.seeds + other.seeds,
            min(self.people, other.people),
        )

    def __rmul__(self, factor: float) -> "Estimate":
        """A multiple."""
        return Estimate(
            factor * self.value, factor * self.replicates, factor * self.seeds, self.people
        )

    def __sub__(self, other: "Estimate") -> "Estimate":
        """Paired difference."""
        return self + -1.0 * other

    def interval(self, confidence: float) -> Interval:
        """Interval that holds the true score with this probability; NaN below 3 people.

        Below 10 people, and where few seeds dominate: value ± t · standard error. Else the
        percentile interval of the resamples, widened so that it does not cover too little.

        References
        ----------
        Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician
        69(4), 2015, Sec. 4.4.2: the expanded percentile interval.
        """
        error, freedom = self._error()
        if math.isnan(error):
            return Interval(math.nan, math.nan)
        quantile = float(stdtrit(freedom, (1 - confidence) / 2))  # below 0
        if self.people < FEW or freedom < FEW - 1:
            return Interval(self.value + quantile * error, self.value - quantile * error)
        tail = float(ndtr(quantile))
        low, high = np.quantile(self._spread(), [tail, 1 - tail])
        return Interval(float(low), float(high))

    def p_value(self) -> float:
        """Probability of a value as far from 0 if the true one were 0; NaN below 3 people."""
        error, freedom = self._error()
        if error == 0:
            return float(self.value == 0)
        return float(2 * stdtr(freedom, -abs(self.value) / error))

    def _error(self) -> tuple[float, float]:
        """Standard error and its degrees of freedom (Welch 1947, Satterthwaite 1946)."""
        replicates, seeds = _known(self.replicates), _known(self.seeds)
        if self.people < LEAST or not replicates.size:
            return math.nan, math.nan
        of_people = float(replicates.var()) * self.people / (self.people - 1)
        parts, freedoms = [of_people], [self.people - 1.0]
        if seeds.size > 1:
            parts.append(float(seeds.var(ddof=1)) / seeds.size)
            freedoms.append(seeds.size - 1.0)
        total = sum(parts)
        if total == 0:
            return 0.0, freedoms[0]
        shares = sum((part / total) ** 2 / free for part, free in zip(parts, freedoms, strict=True))
        return math.sqrt(total), 1 / shares

    def _spread(self) -> Float[np.ndarray, "_"]:
        """The resamples, each with a resample of the seeds, as wide as the unbiased variances."""
        replicates, seeds = _known(self.replicates), _known(self.seeds)
        wider = math.sqrt(self.people / (self.people - 1))
        spread: np.ndarray = self.value + wider * (replicates - self.value)
        if seeds.size > 1:
            # the same draws for every estimate, so that differences stay paired
            draws = np.random.default_rng(0).integers(seeds.size, size=(spread.size, seeds.size))
            spread += math.sqrt(seeds.size / (seeds.size - 1)) * seeds[draws].mean(axis=1)
        return spread


def holm(p_values: Sequence[float]) -> Float[np.ndarray, "_"]:
    """Adjusted p values: the chance of any false finding among all tests stays below the level.

    NaN is not counted as a test.

    References
    ----------
    Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
    Statistics 6(2), 1979.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")[: np.count_nonzero(~np.isnan(values))]
    adjusted = np.full(values.shape, np.nan)
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * values[order]), 1.0)
    return adjusted


def _known(values: Float[np.ndarray, "_"]) -> Float[np.ndarray, "_"]:
    return np.asarray(values[~np.isnan(values)])
