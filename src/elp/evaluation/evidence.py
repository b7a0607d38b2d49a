"""What is known about a data set, beside the verdicts: scores, diagnostics, chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from elp.evaluation.claims import CheckedClaim


class UnknownError(LookupError):
    """A number that the data lack; the text says which."""


@dataclass(frozen=True)
class Evidence:
    """The numbers of one data set.

    Attributes
    ----------
    dataset : str
        Name.
    findings : sequence of CheckedClaim
        The claims checked on it.
    scores : mapping
        Mean scores by table, run and column.
    diagnostics : mapping
        Values of results/diagnostics.csv by run, split and quantity, averaged over seeds.
    chance : float
        Accuracy of guessing the emotion; not a number where unknown.
    labels : mapping
        Printed name of each run.
    truth : tuple of str
        Runs that are the real listeners.
    """

    dataset: str
    findings: Sequence[CheckedClaim]
    scores: Mapping[str, Mapping[str, Mapping[str, float]]]
    diagnostics: Mapping[tuple[str, str, str], float]
    chance: float
    labels: Mapping[str, str]
    truth: tuple[str, ...] = ("gt",)

    def measured(self, quantity: str, split: str = "test", run: str = "elp") -> float:
        """A diagnostic of a run.

        Raises
        ------
        UnknownError
            If results/diagnostics.csv lacks it.
        """
        value = self.diagnostics.get((run, split, quantity), np.nan)
        if np.isnan(value):
            raise UnknownError(f"no `{quantity}` of {run} on {split} clips")
        return float(value)

    def score(self, table: str, run: str, column: str) -> float:
        """A number of a table.

        Raises
        ------
        UnknownError
            If the table lacks it.
        """
        value = self.scores.get(table, {}).get(run, {}).get(column, np.nan)
        if np.isnan(value):
            raise UnknownError(f"no `{column}` of {run} in {table}")
        return float(value)

    def real(self, column: str) -> float:
        """A number of Table 1 of the real listeners."""
        return self.score("table1", next(iter(self.truth), "gt"), column)

    def finding(self, table: str, run: str, other: str, column: str) -> CheckedClaim:
        """A claim that was checked.

        Raises
        ------
        UnknownError
            If it was not.
        """
        for found in self.findings:
            names = (found.claim.table, found.claim.run, found.other, found.column.name)
            if names == (table, run, other, column):
                return found
        raise UnknownError(f"no `{column}` of {run} against {other} in {table}")

    def label(self, run: str) -> str:
        """The run's printed name."""
        return self.labels.get(run, run)


def gather(
    findings: Sequence[CheckedClaim],
    tables: Mapping[str, pd.DataFrame],
    diagnostics: pd.DataFrame,
    separation: pd.DataFrame,
    labels: Mapping[str, str],
    truth: Iterable[str] = ("gt",),
) -> list[Evidence]:
    """The evidence of every data set that a table or the diagnostics name.

    Parameters
    ----------
    findings : sequence of CheckedClaim
        From `elp.evaluation.claims.examine`.
    tables : mapping
        By name, what `elp.tables.compare.numbers` returns.
    diagnostics : DataFrame
        results/diagnostics.csv.
    separation : DataFrame
        results/figure7.csv, for the chance of naming an emotion.
    labels : mapping
        Printed name of each run.
    truth : iterable of str
        Runs that are the real listeners.
    """
    frames = [*tables.values(), diagnostics]
    datasets = dict.fromkeys(str(name) for frame in frames for name in frame["dataset"])
    return [
        Evidence(
            dataset,
            [finding for finding in findings if finding.dataset == dataset],
            {name: _by_run(_of(table, dataset)) for name, table in tables.items()},
            diagnostic_means(_of(diagnostics, dataset)),
            float(_of(separation, dataset)["chance"].mean()),
            labels,
            tuple(truth),
        )
        for dataset in datasets
    ]


def diagnostic_means(rows: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """Means over seeds of one data set's diagnostics, by run, split and quantity."""
    means: Any = rows.groupby(["run", "split", "quantity"])["value"].mean().items()
    return {key: float(value) for key, value in means}


def _of(frame: pd.DataFrame, dataset: str) -> pd.DataFrame:
    return frame[frame["dataset"] == dataset]


def _by_run(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    scores: Any = table.drop(columns="dataset").set_index("method").to_dict("index")
    return dict(scores)
