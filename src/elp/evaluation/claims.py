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
from elp.scoring.summary import Resampled
from elp.tables.columns import TableColumn, columns
from elp.tables.compare import Difference, Joined, difference, distance

Verdict = Literal["supported", "contradicted", "undecided"]


@dataclass(frozen=True)
class Claim:
    """What the paper says of a table.

    Parameters
    ----------
    text : str
        In short.
    source : str
        Where the paper says it.
    table : str
        Name of the table.
    better : str
        Run that is said to be better.
    columns : tuple of str
        Columns in which it is.
    others : tuple of str
        Runs that it is compared with; where empty, with whichever other of the paper's is best.
    """

    text: str
    source: str
    table: str
    better: str
    columns: tuple[str, ...]
    others: tuple[str, ...] = ()


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


BOTH = ("expression", "pose")


def _each(*metrics: str) -> tuple[str, ...]:
    return tuple(f"{group}_{metric}" for metric in metrics for group in BOTH)


CLAIMS = (
    Claim("ELP has the lowest FD", "Sec. 4.2, Table 1", "table1", "elp", _each("fd")),
    Claim("ELP has the lowest STS", "Sec. 4.2, Table 1", "table1", "elp", _each("sts")),
    Claim(
        "ELP is in step with the speaker as real listeners are (RPCC, WTLCC)",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("rpcc", "wtlcc"),
    ),
    Claim(
        "ELP's motion is as diverse as real motion (V-D, SI-D)",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("vd", "sid"),
    ),
    Claim(
        "ELP generates blinks where L2L and the regressions do not",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        ("blink_wtlcc",),
        ("l2l", "rlhg", "pch"),
    ),
    Claim(
        "Regression (RLHG, PCH) is weaker than ELP on FD and STS",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("fd", "sts"),
        ("rlhg", "pch"),
    ),
    Claim(
        "L2L falls behind ELP on FD and STS",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("fd", "sts"),
        ("l2l",),
    ),
    *(
        Claim(
            f"𝕌 is better than ∇ for {label}",
            "Sec. 4.3, Table 2",
            "table2",
            run,
            ("fd", "rpcc", "sts", "vd", "wtlcc"),
            (f"{run}_base",),
        )
        for run, label in (
            ("elp", "ELP"),
            ("nn_motion", "NN-motion"),
            ("nn_audio", "NN-audio"),
            ("dls_random", "DLS-Random"),
        )
    ),
    Claim(
        "H = 128 is better than fewer heads",
        "Sec. 4.3, Table 3",
        "table3",
        "elp_h128",
        ("fd", "wtlcc", "sts"),
        ("elp_h1", "elp_h4", "elp_h16", "elp_h64"),
    ),
    Claim(
        "L2L, whose codebook is like a single head, is better than H = 1 on FD",
        "Sec. 4.3, Table 3",
        "table3",
        "l2l",
        ("fd",),
        ("elp_h1",),
    ),
)


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
