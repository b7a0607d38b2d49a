"""Headline numbers: a table's main rows as nested JSON, which DVC can compare."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from elp.errors import DataError
from elp.io.files import atomic


def headlines(table: pd.DataFrame, methods: Sequence[str]) -> dict[str, dict[str, object]]:
    """The scores of some methods, by data set and method; empty cells are skipped.

    Parameters
    ----------
    table : DataFrame
        A row per `dataset` and `method`, a column per score.
    methods : sequence of str
        Methods to report; the table must have all of them.

    Raises
    ------
    DataError
        If the table lacks one of the methods.

    Examples
    --------
    >>> rows = pd.DataFrame({"dataset": ["vico"], "method": ["elp"], "fd": [1.5]})
    >>> headlines(rows, ["elp"])
    {'vico': {'elp': {'fd': 1.5}}}
    """
    if missing := sorted(set(methods) - set(table["method"])):
        raise DataError(
            f"the table has no row {', '.join(missing)}; delete it and run the workflow again"
        )
    by_dataset: dict[str, dict[str, object]] = {}
    for row in table[table["method"].isin(methods)].to_dict("records"):
        dataset, method = str(row.pop("dataset")), str(row.pop("method"))
        scores = {str(name): value for name, value in row.items() if pd.notna(value)}
        by_dataset.setdefault(dataset, {})[method] = scores
    return by_dataset


def write_headlines(path: Path, tables: dict[str, dict[str, dict[str, object]]]) -> None:
    """Write the result of `headlines` for each table, by its name."""
    with atomic(path) as temporary:
        temporary.write_text(json.dumps(tables, indent=1, allow_nan=False) + "\n")
