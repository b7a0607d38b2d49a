"""The paper's claims checked against the scores, each with the interval that decides it.

A claim says that one run is better than others in some columns of a table. It is *supported* if the
interval of the paired difference lies on its side of 0, *contradicted* if the interval lies on the
other side or no clip shows any difference, and *undecided* if 0 is inside.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from elp.config.tables import TableFacts
from elp.evaluation.paper_claims import CLAIMS, Claim
from elp.tables.columns import TableColumn, columns
from elp.tables.compare import Joined
from elp.tables.differences import Difference, Distance, difference, distance

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
        return verdict_of(self.gap.low, self.gap.high)


def verdict_of(low: float, high: float) -> Verdict:
    """The verdict of an interval whose positive side is the claim's."""
    if low == high == 0:
        return "contradicted"  # the claim is a difference, and no clip shows any
    if low > 0:
        return "supported"
    return "contradicted" if high < 0 else "undecided"


def examine(
    joined: Joined, facts: TableFacts, claims: Iterable[Claim] = CLAIMS
) -> list[CheckedClaim]:
    """Check the claims about a table on each of its data sets; runs that it lacks are left out.

    Parameters
    ----------
    joined : mapping
        Scores by data set and run, from `elp.tables.compare.seeds_joined`.
    facts : TableFacts
        The table's settings.
    claims : iterable of Claim
        Claims about other tables are skipped.
    """
    checked: list[CheckedClaim] = []
    for claim in claims:
        if claim.table == facts.name and claim.better in facts.table.rows:
            for dataset in facts.table.datasets:
                checked += _examine(claim, dataset, joined, facts)
    return checked


def _examine(
    claim: Claim, dataset: str, joined: Joined, facts: TableFacts
) -> Iterator[CheckedClaim]:
    by_name = {column.name: column for column in columns(facts)}
    rivals = [run for run in facts.table.runs if run not in (*facts.truth, claim.better)]
    others = [run for run in claim.others if run in facts.table.rows]
    for name in claim.columns:
        column = by_name[name]

        def away(run: str, column: TableColumn = column) -> Distance:
            return distance(column.resampled(joined[dataset, run], facts.metrics), column.better)

        compared = others if claim.others else _nearest({run: away(run) for run in rivals})
        for other in compared:
            gap = difference(away(other), away(claim.better), facts.metrics.confidence)
            yield CheckedClaim(claim, dataset, column, other, gap)


def _nearest(distances: Mapping[str, Distance]) -> Sequence[str]:
    """The run with the least distance, if any is known."""
    known = {run: gap.value for run, gap in distances.items() if not np.isnan(gap.value)}
    return [min(known, key=lambda run: known[run])] if known else []
