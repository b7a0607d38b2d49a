"""The paper's claims that a number can bear, each beside the interval that bears it or not.

A claim says that one run is better than others in some columns of a table. It is *supported* where
the interval of the paired difference lies on its side of 0, *contradicted* where it lies on the
other or where no clip shows any difference, and *undecided* where 0 is inside.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from elp.config.tables import TableFacts
from elp.evaluation.paper_claims import CLAIMS, Claim
from elp.scoring.scores_file import RunScores
from elp.scoring.summary import Resampled
from elp.tables.columns import TableColumn, columns
from elp.tables.compare import Difference, Joined, difference, distance, seeds_joined
from elp.tables.page import origin

Verdict = Literal["supported", "contradicted", "undecided"]


@dataclass(frozen=True)
class CheckedClaim:
    """A claim on one data set in one column; `gap` above 0 is on the claim's side."""

    claim: Claim
    dataset: str
    column: TableColumn
    other: str
    gap: Difference

    @property
    def verdict(self) -> Verdict:
        """What the interval says."""
        if self.gap.low == self.gap.high == 0:
            return "contradicted"  # a difference is claimed, and on no clip is there any
        if not self.gap.excludes_zero():
            return "undecided"
        return "supported" if self.gap.low > 0 else "contradicted"


def examine(
    joined: Joined, facts: TableFacts, claims: Iterable[Claim] = CLAIMS
) -> list[CheckedClaim]:
    """Every claim about a table, on each of its data sets; runs that it does not show are left out.

    Parameters
    ----------
    joined : mapping
        Scores by data set and run, from `elp.tables.compare.seeds_joined`.
    facts : TableFacts
        Of the table.
    claims : iterable of Claim
        Those of other tables are passed over.
    """
    found: list[CheckedClaim] = []
    for claim in claims:
        if claim.table == facts.name and claim.better in facts.table.rows:
            for dataset in facts.table.datasets:
                found += _examine(claim, dataset, joined, facts)
    return found


def _examine(
    claim: Claim, dataset: str, joined: Joined, facts: TableFacts
) -> Iterator[CheckedClaim]:
    by_name = {column.name: column for column in columns(facts)}
    rivals = [run for run in facts.table.runs if run not in (*facts.truth, claim.better)]
    others = [run for run in claim.others if run in facts.table.rows]
    for name in claim.columns:
        column = by_name[name]

        def away(run: str, column: TableColumn = column) -> Resampled:
            return distance(column.resampled(joined[dataset, run], facts.metrics), column.better)

        compared = others if claim.others else _nearest({run: away(run) for run in rivals})
        for other in compared:
            gap = difference(away(other), away(claim.better), facts.metrics.confidence)
            yield CheckedClaim(claim, dataset, column, other, gap)


def _nearest(distances: Mapping[str, Resampled]) -> Sequence[str]:
    """The best of the others."""
    known = {run: one.value for run, one in distances.items() if not np.isnan(one.value)}
    return [min(known, key=lambda run: known[run])] if known else []


@dataclass(frozen=True)
class CheckedTables:
    """Every claim that the tables at hand can bear.

    Attributes
    ----------
    findings : list of CheckedClaim
    labels : dict
        Printed name of each run.
    origins : list of str
        What the numbers of each data set are made from.
    confidence : float
        Of the intervals.
    """

    findings: list[CheckedClaim]
    labels: dict[str, str]
    origins: list[str]
    confidence: float


def check_tables(
    scores: Sequence[RunScores],
    tables: Sequence[TableFacts],
    sources: Mapping[str, Sequence[str]],
) -> CheckedTables:
    """Examine the paper's claims about each table.

    Parameters
    ----------
    scores : sequence of RunScores
        Of every run that the tables show.
    tables : sequence of TableFacts
        The paper's tables that the settings have.
    sources : mapping
        By data set, the source of each clip's emotion label.
    """
    findings: list[CheckedClaim] = []
    labels: dict[str, str] = {}
    origins: dict[str, str] = {}
    for facts in tables:
        joined = seeds_joined(scores, facts)
        findings += examine(joined, facts)
        labels |= facts.labels
        for dataset in facts.table.datasets:
            own = {run: joined[dataset, run] for run in facts.table.rows}
            text = f"{dataset}: {origin(dataset, own, facts, sources[dataset])}"
            origins.setdefault(dataset, text)
    return CheckedTables(findings, labels, list(origins.values()), tables[-1].metrics.confidence)
