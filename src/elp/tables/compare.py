"""The numbers of a table: a cell per column and run, compared by paired bootstrap over clips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from elp.config.tables import TableFacts
from elp.errors import DataError
from elp.metrics.bootstrap import Interval, percentile_interval
from elp.scoring.registry import Better
from elp.scoring.scores_file import RunScores
from elp.scoring.summary import Resampled, summarise
from elp.tables.columns import TableColumn, columns

Joined = Mapping[tuple[str, str], pd.DataFrame]  # by data set and run


@dataclass(frozen=True)
class Difference:
    """A run's distance from the ideal minus the reference's: above 0 the reference is better."""

    value: float
    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return Interval(self.low, self.high).excludes_zero()


@dataclass(frozen=True)
class Cell:
    """A number of the table with what belongs to it; `best` by a paired bootstrap."""

    value: float
    low: float
    high: float
    deviation: float
    noise_floor: float
    skipped: int
    short: int
    constant: int
    best: bool = False


def seeds_joined(
    runs: Sequence[RunScores], facts: TableFacts
) -> dict[tuple[str, str], pd.DataFrame]:
    """The scores of each data set and run of the table, all seeds below each other.

    Raises
    ------
    DataError
        If a row of the table has no scores, or the runs of a data set were scored on other clips.
    """
    joined = {}
    for dataset in facts.table.datasets:
        clips: set[frozenset[str]] = set()
        for run in facts.table.rows:
            parts = [
                scores.rows.assign(seed=scores.origin.seed)
                for scores in runs
                if (scores.origin.dataset, scores.origin.run, scores.origin.split)
                == (dataset, run, facts.table.split)
            ]
            if not parts:
                raise DataError(f"there are no scores of {run} on {dataset}")
            joined[dataset, run] = pd.concat(parts, ignore_index=True)
            clips |= {frozenset(part["clip"]) - {""} for part in parts}
        if len(clips) > 1:
            raise DataError(
                f"the runs on {dataset} were scored on different clips; delete "
                f"results/samples/{dataset} and results/metrics/{dataset} and run again"
            )
    return joined


def numbers(joined: Joined, facts: TableFacts) -> pd.DataFrame:
    """A row per data set and method with a column per score, averaged over samples and seeds."""
    return pd.DataFrame(
        [
            {
                "dataset": dataset,
                "method": run,
                **{
                    column.name: column.resampled(scores, facts.metrics).value
                    for column in columns(facts)
                },
            }
            for (dataset, run), scores in joined.items()
        ]
    )


def cells(
    scores: Mapping[str, pd.DataFrame], column: TableColumn, facts: TableFacts
) -> dict[str, Cell]:
    """A column's cells of one data set by run; at most one of each group is best.

    The best method is the one nearest the ideal: a low or high value, or the real listeners'. It
    stands out only if the interval of its difference to the second best excludes zero. The real
    listeners' own row does not compete.
    """
    found = {run: column.resampled(part, facts.metrics) for run, part in scores.items()}
    best: set[str] = set()
    if _clips(scores) > 1:  # the resamples of a single clip are all alike, and prove nothing
        for group in facts.table.groups or (tuple(scores),):
            rivals = {run: found[run] for run in group if run not in facts.truth}
            best |= _best(rivals, column.better, facts.metrics.confidence)
    return {
        run: _cell(column, part, found[run], facts, best=run in best)
        for run, part in scores.items()
    }


def differences(
    scores: Mapping[str, pd.DataFrame], column: TableColumn, facts: TableFacts
) -> dict[str, Difference]:
    """Each method's difference to the table's reference on the same clips, by run."""
    if facts.reference is None or _clips(scores) < 2:
        return {}
    found = {
        run: distance(column.resampled(part, facts.metrics), column.better)
        for run, part in scores.items()
        if run not in facts.truth
    }
    own = found[facts.reference]
    return {
        run: difference(one, own, facts.metrics.confidence)
        for run, one in found.items()
        if run != facts.reference
    }


def difference(one: Resampled, other: Resampled, confidence: float) -> Difference:
    """Of two scores whose resamples are of the same clips."""
    interval = percentile_interval(one.values - other.values, confidence)
    return Difference(one.value - other.value, interval.low, interval.high)


def distance(found: Resampled, better: Better) -> Resampled:
    """How far from the ideal: less is better."""
    if better == "target":
        return found.residual()
    sign = 1 if better == "lower" else -1
    return Resampled(sign * found.value, found.target, sign * found.values, found.targets)


def _clips(scores: Mapping[str, pd.DataFrame]) -> int:
    return max(part.loc[part["clip"] != "", "clip"].nunique() for part in scores.values())


def _best(found: dict[str, Resampled], better: Better, confidence: float) -> set[str]:
    distances = {run: distance(one, better) for run, one in found.items()}
    ranked = sorted(
        (run for run, one in distances.items() if not np.isnan(one.value)),
        key=lambda run: distances[run].value,
    )
    for first, second in pairwise(ranked[:2]):
        if difference(distances[first], distances[second], confidence).excludes_zero():
            return {first}
    return set()


def _cell(
    column: TableColumn, scores: pd.DataFrame, found: Resampled, facts: TableFacts, *, best: bool
) -> Cell:
    parts = column.parts(scores)
    rows = [summarise(part, facts.metrics).iloc[0] for part in parts]
    interval = found.interval(facts.metrics.confidence)

    def total(name: str) -> float:
        return float(sum(row[name] for row in rows))

    return Cell(
        value=found.value,
        low=interval.low,
        high=interval.high,
        deviation=_deviation(parts),
        noise_floor=total("noise_floor"),
        skipped=int(total("skipped")),
        short=int(total("short")),
        constant=int(total("constant")),
        best=best,
    )


def _deviation(parts: Sequence[pd.DataFrame]) -> float:
    """Standard deviation over the seeds of training; not a number for one seed."""
    draws = sum(_of_seeds(part) for part in parts)
    assert isinstance(draws, pd.Series)
    return float(draws.std(ddof=1)) if len(draws) > 1 else np.nan


def _of_seeds(part: pd.DataFrame) -> pd.Series:
    own = part[part["resample"] == -1]
    means: pd.Series = own.groupby("seed")["value"].mean()
    return means
