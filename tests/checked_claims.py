"""Checked claims with a given interval."""

from elp.evaluation.claim import Claim
from elp.evaluation.claims import CheckedClaim
from elp.evaluation.verdicts import of_difference
from elp.metrics.estimate import Interval
from elp.tables.columns import TableColumn


def checked(table: str, run: str, other: str, column: str, low: float, high: float) -> CheckedClaim:
    """A claim whose difference lies in the middle of its interval."""
    return CheckedClaim(
        Claim("text", "Sec. 1", "words", table, run, (column,)),
        "made_up",
        TableColumn(column, "sum", ("expression",), column, ("sum",), "lower", column),
        other,
        (low + high) / 2,
        Interval(low, high),
        of_difference(Interval(low, high)),
    )
