"""The tables of the paper from the scores of all runs: tidy, and as the paper prints them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from elp.columns import write_parquet
from elp.config.scores import MetricSettings, TableFacts
from elp.errors import DataError
from elp.files import atomic
from elp.metrics.bootstrap import percentile_interval
from elp.metrics.scores_file import RunScores, plain
from elp.metrics.summary import Resampled, resampled, summarise

Better = Literal["lower", "higher", "target"]


@dataclass(frozen=True)
class Column:
    """A column of Table 1: which score it prints, and which value of it is best."""

    name: str
    group: str
    metric: str
    variant: str
    better: Better

    def of(self, scores: pd.DataFrame) -> pd.DataFrame:
        """The rows of a run's scores that the column prints."""
        chosen = scores[
            (scores["group"] == self.group)
            & (scores["metric"] == self.metric)
            & (scores["variant"] == self.variant)
        ]
        if chosen.empty:
            raise DataError(f"scores lack {self.name}; delete results/metrics and run again")
        return chosen


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


def columns(settings: MetricSettings) -> list[Column]:
    """Table 1's columns after data set and method, in its order."""
    fd = "frechet" if settings.fd_scope == "clip" else "pooled"
    metrics: list[tuple[str, str, Better]] = [
        ("fd", fd, "lower"),
        ("vd", "sum", "target"),
        ("sid", "paper", "target"),
        ("rpcc", "flat", "lower"),
        ("wtlcc", settings.wtlcc.aggregate, "target"),
        ("sts", "canonical", "lower"),
    ]
    found = [
        Column(f"{group}_{metric}", group, metric, variant, better)
        for group in ("expression", "pose")
        for metric, variant, better in metrics
    ]
    return [*found, Column("blink_wtlcc", "blink", "wtlcc", settings.wtlcc.aggregate, "higher")]


def all_metrics(runs: Sequence[RunScores], settings: MetricSettings) -> pd.DataFrame:
    """One tidy row per data set, run, seed, split, group, metric and variant."""
    parts = []
    for scores in runs:
        summary = summarise(scores.rows, settings)
        for position, (name, value) in enumerate(scores.origin.model_dump().items()):
            summary.insert(position, name, value)
        parts.append(summary)
    return pd.concat(parts, ignore_index=True)


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
        for run in facts.table.runs:
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


def table1(joined: dict[tuple[str, str], pd.DataFrame], settings: MetricSettings) -> pd.DataFrame:
    """A row per data set and method with a column per score, averaged over samples and seeds."""
    return pd.DataFrame(
        [
            {
                "dataset": dataset,
                "method": run,
                **{
                    column.name: resampled(column.of(scores), settings).value
                    for column in columns(settings)
                },
            }
            for (dataset, run), scores in joined.items()
        ]
    )


def cells(scores: dict[str, pd.DataFrame], column: Column, facts: TableFacts) -> dict[str, Cell]:
    """A column's cells of one data set by run; at most one is best.

    The best method is the one nearest the ideal: a low or high value, or the real listeners'. It
    stands out only if the interval of its difference to the second best excludes zero. The real
    listeners' own row does not compete.
    """
    found = {run: resampled(column.of(part), facts.metrics) for run, part in scores.items()}
    clips = max(part.loc[part["clip"] != "", "clip"].nunique() for part in scores.values())
    rivals = {run: one for run, one in found.items() if run not in facts.truth}
    # the resamples of a single clip are all alike, and prove nothing
    best = _best(rivals, column, facts) if clips > 1 else None
    return {
        run: _cell(column.of(part), found[run], facts.metrics, best=run == best)
        for run, part in scores.items()
    }


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write numbers with all their digits, so that they can be read back unchanged."""
    with atomic(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")


def write_tidy(path: Path, table: pd.DataFrame) -> None:
    """Write the tidy table to a Parquet file."""
    write_parquet(path, {name: plain(table[name]) for name in table.columns})


def _best(found: dict[str, Resampled], column: Column, facts: TableFacts) -> str | None:
    distances = {run: _distance(one, column.better) for run, one in found.items()}
    ranked = sorted(
        (run for run, one in distances.items() if not np.isnan(one.value)),
        key=lambda run: distances[run].value,
    )
    for first, second in pairwise(ranked[:2]):
        gap = distances[first].values - distances[second].values
        if percentile_interval(gap, facts.metrics.confidence).excludes_zero():
            return first
    return None


def _distance(found: Resampled, better: Better) -> Resampled:
    """How far from the ideal: less is better."""
    if better == "target":
        return found.residual()
    sign = 1 if better == "lower" else -1
    return Resampled(sign * found.value, found.target, sign * found.values, found.targets)


def _cell(part: pd.DataFrame, found: Resampled, settings: MetricSettings, *, best: bool) -> Cell:
    row = summarise(part, settings).iloc[0]
    return Cell(
        value=found.value,
        low=float(row["low"]),
        high=float(row["high"]),
        deviation=float(row["deviation"]),
        noise_floor=float(row["noise_floor"]),
        skipped=int(row["skipped"]),
        short=int(row["short"]),
        constant=int(row["constant"]),
        best=best,
    )
