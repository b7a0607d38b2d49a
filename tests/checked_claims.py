"""Checked claims with a given interval."""

from elp.evaluation.claims import CheckedClaim
from elp.evaluation.paper_claims import Claim
from elp.tables.columns import TableColumn
from elp.tables.differences import Difference


def checked(
    table: str, better: str, other: str, column: str, low: float, high: float
) -> CheckedClaim:
    """A claim whose difference lies in the middle of its interval."""
    return CheckedClaim(
        Claim("text", "Sec. 1", table, better, (column,)),
        "made_up",
        TableColumn(column, "sum", ("expression",), column, ("sum",), "lower", column),
        other,
        Difference((low + high) / 2, low, high, 0.001 if low > 0 or high < 0 else 0.5),
    )
