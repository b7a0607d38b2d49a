"""The numbers of a table: a cell per column and run, with the best of each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from elp.config.tables import TableFacts
from elp.errors import DataError
from elp.scoring.metric import Better
from elp.scoring.resampling import Resampled
from elp.scoring.scores_file import RunScores
from elp.scoring.summary import summarise
from elp.tables.chance import exceeds_chance, ranks_noise
from elp.tables.columns import TableColumn, shown
from elp.tables.differences import Difference, difference, distance, significant

Joined = Mapping[tuple[str, str], pd.DataFrame]  # by data set and run
ByColumn = Mapping[TableColumn, Mapping[str, Resampled]]  # and by run


@dataclass(frozen=True)
class Cell:
    """A number of the table with its interval and counts."""

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


def scores_by_column(
    scores: Mapping[str, pd.DataFrame], chosen: Sequence[TableColumn], facts: TableFacts
) -> ByColumn:
    """The scores of one data set with their resamples, by column and run."""
    return {
        column: {run: column.resampled(part, facts.metrics) for run, part in scores.items()}
        for column in chosen
    }


def cells(
    scores: Mapping[str, pd.DataFrame], by_column: ByColumn, facts: TableFacts
) -> dict[TableColumn, dict[str, Cell]]:
    """The cells of one data set; in each column, at most one run of each group is best.

    Parameters
    ----------
    scores : mapping
        Rows of scores by run.
    by_column : mapping
        Their values, from `scores_by_column`.
    facts : TableFacts
        The table's settings.
    """
    best = best_runs(by_column, facts)
    return {
        column: {
            run: _cell(column, scores[run], value, facts, best=(column, run) in best)
            for run, value in by_run.items()
        }
        for column, by_run in by_column.items()
    }


def best_runs(by_column: ByColumn, facts: TableFacts) -> set[tuple[TableColumn, str]]:
    """The columns with a best run, and this run.

    It is nearest to the ideal: a low or high value, or the real listeners'. It differs from the
    second best if all columns are judged together, and exceeds chance. The real listeners' row does
    not compete. A column in which they are at chance themselves has no best.
    """
    contests = []
    for column, by_run in by_column.items():
        for group in facts.table.groups or (tuple(by_run),):
            rivals = {run: by_run[run] for run in group if run not in facts.truth}
            contests += [(column, *pair) for pair in _two_best(rivals, column.better, facts)]
    marks = significant([gap for _, _, gap in contests], facts.metrics.confidence)
    return {
        (column, run)
        for (column, run, _), mark in zip(contests, marks, strict=True)
        if mark
        and exceeds_chance(by_column[column][run], column, facts.metrics.confidence)
        and not ranks_noise(column, by_column[column], facts)
    }


def _two_best(
    rivals: Mapping[str, Resampled], better: Better, facts: TableFacts
) -> list[tuple[str, Difference]]:
    """The best run and its difference to the second best; empty if fewer have a score."""
    distances = {run: distance(value, better) for run, value in rivals.items()}
    known = {run: away.value for run, away in distances.items() if not np.isnan(away.value)}
    first, second = [*sorted(known, key=lambda run: known[run]), "", ""][:2]
    if not second:
        return []
    return [(first, difference(distances[first], distances[second], facts.metrics.confidence))]


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
