"""Paired differences between methods: distances from the ideal on the same clips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from elp.config.tables import TableFacts
from elp.metrics.estimate import Estimate, Interval, holm
from elp.scoring.metric import Better
from elp.scoring.resampling import Resampled
from elp.tables.columns import TableColumn


@dataclass(frozen=True)
class Difference:
    """A run's distance from the ideal minus the reference's: above 0 the reference is better.

    `p` is the p value of a difference of 0; it and the interval do not know of other comparisons.
    """

    value: float
    low: float
    high: float
    p: float

    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return Interval(self.low, self.high).excludes_zero()


@dataclass(frozen=True)
class Distance:
    """A score's distance from the ideal: less is better."""

    score: Resampled
    better: Better

    @property
    def value(self) -> float:
        """On the clips that have the score, and the real listener's if that is the ideal."""
        return self.score.away(self.better).value

    def minus(self, other: "Distance") -> Estimate:
        """Paired difference, on the clips for which both are defined."""
        chosen = None
        if self.score.clips is not None and other.score.clips is not None:
            chosen = self.score.clips.known(self.better) & other.score.clips.known(other.better)
        return self.score.away(self.better, chosen) - other.score.away(other.better, chosen)


def differences(
    scores: Mapping[str, pd.DataFrame], column: TableColumn, facts: TableFacts
) -> dict[str, Difference]:
    """Each method's difference to the table's reference on the same clips, by run.

    Empty without a reference.
    """
    if facts.reference is None:
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


def difference(own: Distance, other: Distance, confidence: float) -> Difference:
    """Difference of two distances, paired in clips and seeds."""
    gap = own.minus(other)
    interval = gap.interval(confidence)
    return Difference(gap.value, interval.low, interval.high, gap.p_value())


def distance(score: Resampled, better: Better) -> Distance:
    """Distance from the ideal: less is better."""
    return Distance(score, better)


def significant(gaps: Sequence[Difference], confidence: float) -> list[bool]:
    """Which differences are not 0, judged together (Holm): unknown ones are not."""
    adjusted = holm([gap.p for gap in gaps])
    return [bool(p < 1 - confidence) for p in adjusted]
