"""Paired differences between methods: distances from the ideal on the same clips."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from elp.config.tables import TableFacts
from elp.metrics.bootstrap import Interval, percentile_interval
from elp.scoring.registry import Better
from elp.scoring.resampling import Resampled
from elp.tables.columns import TableColumn


@dataclass(frozen=True)
class Difference:
    """A run's distance from the ideal minus the reference's: above 0 the reference is better."""

    value: float
    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return Interval(self.low, self.high).excludes_zero()


def differences(
    scores: Mapping[str, pd.DataFrame], column: TableColumn, facts: TableFacts
) -> dict[str, Difference]:
    """Each method's difference to the table's reference on the same clips, by run.

    Empty without a reference, or with a single clip, whose resamples are all equal.
    """
    if facts.reference is None or number_of_clips(scores) < 2:
        return {}
    distances = {
        run: distance(column.resampled(part, facts.metrics), column.better)
        for run, part in scores.items()
        if run not in facts.truth
    }
    own = distances[facts.reference]
    return {
        run: difference(away, own, facts.metrics.confidence)
        for run, away in distances.items()
        if run != facts.reference
    }


def difference(own: Resampled, other: Resampled, confidence: float) -> Difference:
    """Difference of two scores that share their resamples of clips."""
    interval = percentile_interval(own.values - other.values, confidence)
    return Difference(own.value - other.value, interval.low, interval.high)


def distance(score: Resampled, better: Better) -> Resampled:
    """Distance from the ideal: less is better."""
    if better == "target":
        return score.residual()
    sign = 1 if better == "lower" else -1
    return Resampled(sign * score.value, score.target, sign * score.values, score.targets)


def number_of_clips(scores: Mapping[str, pd.DataFrame]) -> int:
    """Number of clips that were scored."""
    return max(part.loc[part["clip"] != "", "clip"].nunique() for part in scores.values())
