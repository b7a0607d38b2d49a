"""`elp trace`."""

import sys
from pathlib import Path

from elp.errors import ElpError


def trace(
    result: Path,
    *,
    dataset: str | None = None,
    method: str | None = None,
    where: list[str] | None = None,
) -> None:
    """Show where a result, or one row of it, comes from, and how to compute it again.

    Parameters
    ----------
    result
        A file such as results/table1.csv or results/figure8.png; without further options, the whole
        file is traced.
    dataset
        The row's `dataset`.
    method
        The row's `method` or `run`.
    where
        `COLUMN=VALUE` of the row; repeat the option until one row is left.
    """
    from elp.workflow.trace_page import trace as run

    keys: dict[str, str] = {}
    for condition in where or []:
        column, equals, value = condition.partition("=")
        if not equals:
            raise ElpError(f"--where {condition}: give a column and its value, such as split=test")
        keys[column] = value
    named = {"dataset": dataset, "method": method}
    keys |= {column: value for column, value in named.items() if value is not None}
    sys.stdout.write(run(result, keys))
