"""The paper's claims checked against the scores, each with the interval that decides it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from elp.config.tables import TableFacts
from elp.evaluation.ablation_claims import ABLATION_CLAIMS
from elp.evaluation.claim import MARGINS, Claim
from elp.evaluation.measured import Measured, NotTestableError, ratio
from elp.evaluation.method_claims import METHOD_CLAIMS
from elp.evaluation.verdicts import Verdict, of_difference, of_equivalence
from elp.metrics.estimate import Estimate, Interval, holm
from elp.tables.columns import ARROWS, TableColumn, columns
from elp.tables.compare import Joined

CLAIMS = (*METHOD_CLAIMS, *ABLATION_CLAIMS)
REAL, CHANCE = "real listeners", "chance"  # what a run is compared with, beside other runs


@dataclass(frozen=True)
class CheckedClaim:
    """A claim on one data set in one column, against one other run, the real listeners or chance.

    Attributes
    ----------
    other : str
        A run, `REAL` or `CHANCE`.
    value : float
        A difference, above 0 on the claim's side; for kinds with a margin the ratio to the real
        listeners; NaN if not testable.
    interval : Interval
        Of `value`; NaN if there is none.
    verdict : str
        What the interval says, or that the data cannot test the claim.
    reason : str
        Why there is no interval, or no test.
    """

    claim: Claim
    dataset: str
    column: TableColumn
    other: str
    value: float
    interval: Interval
    verdict: Verdict
    reason: str = ""


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
        if claim.table == facts.name and claim.run in facts.table.rows:
            for dataset in facts.table.datasets:
                scores = {run: joined[dataset, run] for run in facts.table.rows}
                checked += _check(claim, dataset, Measured(scores, facts))
    return checked


def _check(claim: Claim, dataset: str, measured: Measured) -> Iterator[CheckedClaim]:
    """The claim in each column against each other run; all adjusted for their number."""
    confidence = measured.facts.metrics.confidence
    compared = [
        (column, other, _found(claim, other, column, measured))
        for column in _columns(claim, measured.facts)
        for other in _others(claim, measured.facts)
    ]
    tests = [math.nan if isinstance(f, str) else f.p_value() for _, _, f in compared]
    for (column, other, found), p_value in zip(compared, holm(tests), strict=True):
        if isinstance(found, str):
            nothing = math.nan, Interval(math.nan, math.nan)
            yield CheckedClaim(claim, dataset, column, other, *nothing, "not testable", found)
            continue
        interval, margin = found.interval(confidence), MARGINS.get(claim.kind)
        if margin is None:
            verdict = of_difference(interval, p_value, 1 - confidence)
        else:
            verdict = of_equivalence(interval, 1 - margin, 1 + margin)
        reason = _no_interval(found) if math.isnan(interval.low) else ""
        yield CheckedClaim(claim, dataset, column, other, found.value, interval, verdict, reason)


def _found(claim: Claim, other: str, column: TableColumn, measured: Measured) -> Estimate | str:
    """The number that decides, or why there is none."""
    try:
        if claim.kind == "real":
            return ratio(measured.own(claim.run, column), measured.real(claim.run, column))
        if claim.kind == "in step":
            return ratio(measured.gain(claim.run, column), measured.real_gain(column))
        if claim.kind == "beyond chance":
            return measured.gain(claim.run, column)
        if column.metric == "wtlcc" and column.better == "target":
            measured.real_gain(column)  # nearer to chance is no merit
        return measured.lead(claim.run, other, column)
    except NotTestableError as error:
        return str(error)


def _others(claim: Claim, facts: TableFacts) -> Sequence[str]:
    if claim.kind in MARGINS:
        return [REAL]
    if claim.kind == "beyond chance":
        return [CHANCE]
    every = [run for run in facts.table.runs if run not in (*facts.truth, claim.run)]
    return [run for run in claim.others or every if run in facts.table.rows]


def _columns(claim: Claim, facts: TableFacts) -> Iterator[TableColumn]:
    """The table's columns, and its RPCC over time, in which the mean does not count."""
    by_name = {column.name: column for column in columns(facts)}
    for column in list(by_name.values()):
        if column.metric == "rpcc":
            header = column.header.replace("RPCC", "RPCC over time")
            timed = replace(
                column,
                name=f"{column.name}_time",
                variants=("time",) * len(column.groups),
                header=header,
            )
            by_name[timed.name] = timed
    for name in claim.columns:
        column = by_name[name]
        if claim.kind == "more":
            header = column.header.replace(ARROWS[column.better], ARROWS["higher"])
            column = replace(column, better="higher", header=header)
        yield column


def _no_interval(found: Estimate) -> str:
    return f"no interval: {found.people} {'person' if found.people == 1 else 'people'}"
