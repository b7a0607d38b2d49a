"""The numbers of a table: a cell per column and run, compared by paired bootstrap over clips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from elp.config.tables import TableFacts
from elp.errors import DataError
from elp.scoring.registry import Better
from elp.scoring.resampling import Resampled
from elp.scoring.scores_file import RunScores
from elp.scoring.summary import summarise
from elp.tables.columns import TableColumn, shown
from elp.tables.differences import difference, distance, number_of_clips

Joined = Mapping[tuple[str, str], pd.DataFrame]  # by data set and run


@dataclass(frozen=True)
class Cell:
    """A number of the table with its interval and counts; `best` by a paired bootstrap."""

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
    """The scores of each data set and run of the table, all seeds concatenated.

    Raises
    ------
    DataError
        If a row of the table has no scores, or its runs were scored on different clips.
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
                raise DataError(
                    f"there are no scores of {run} on {dataset}; run the workflow for this table"
                )
            joined[dataset, run] = pd.concat(parts, ignore_index=True)
            clips |= {frozenset(part["clip"]) - {""} for part in parts}
        if len(clips) > 1:
            raise DataError(
                f"the runs on {dataset} were scored on different clips; delete "
                f"results/samples/{dataset} and results/metrics/{dataset} and run the workflow "
                "again"
            )
    return joined


def numbers(joined: Joined, facts: TableFacts) -> pd.DataFrame:
    """A row per data set and method with a column per score, averaged over samples and seeds."""
    chosen = shown(facts, joined.values())
    return pd.DataFrame(
        [
            {
                "dataset": dataset,
                "method": run,
                **{column.name: column.resampled(scores, facts.metrics).value for column in chosen},
            }
            for (dataset, run), scores in joined.items()
        ]
    )


def cells(
    scores: Mapping[str, pd.DataFrame], column: TableColumn, facts: TableFacts
) -> dict[str, Cell]:
    """A column's cells for one data set, by run; at most one run of each group is best.

    The best method is the one nearest to the ideal: a low or high value, or the real listeners'. It
    is marked only if the interval of its difference to the second best excludes zero. The real
    listeners' row does not compete.
    """
    values = {run: column.resampled(part, facts.metrics) for run, part in scores.items()}
    best: set[str] = set()
    if number_of_clips(scores) > 1:  # the resamples of a single clip are all equal
        for group in facts.table.groups or (tuple(scores),):
            rivals = {run: values[run] for run in group if run not in facts.truth}
            best |= _best(rivals, column.better, facts.metrics.confidence)
    return {
        run: _cell(column, part, values[run], facts, best=run in best)
        for run, part in scores.items()
    }


def _best(values: dict[str, Resampled], better: Better, confidence: float) -> set[str]:
    distances = {run: distance(value, better) for run, value in values.items()}
    ranked = sorted(
        (run for run, away in distances.items() if not np.isnan(away.value)),
        key=lambda run: distances[run].value,
    )
    for first, second in pairwise(ranked[:2]):
        if difference(distances[first], distances[second], confidence).excludes_zero():
            return {first}
    return set()


def _cell(
    column: TableColumn, scores: pd.DataFrame, value: Resampled, facts: TableFacts, *, best: bool
) -> Cell:
    parts = column.parts(scores)
    rows = [summarise(part, facts.metrics).iloc[0] for part in parts]
    interval = value.interval(facts.metrics.confidence)

    def total(name: str) -> float:
        return float(sum(row[name] for row in rows))

    return Cell(
        value=value.value,
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
    """Standard deviation over the training seeds; NaN for one seed."""
    sums = sum(_seed_means(part) for part in parts)
    assert isinstance(sums, pd.Series)
    return float(sums.std(ddof=1)) if len(sums) > 1 else np.nan


def _seed_means(part: pd.DataFrame) -> pd.Series:
    rows = part[part["resample"] == -1]
    means: pd.Series = rows.groupby("seed")["value"].mean()
    return means
