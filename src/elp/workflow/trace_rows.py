"""A row of a table, found by values of its columns, and which results are about it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from elp.errors import DataError
from elp.io.rows import read_frame

FEW = 12  # values of a column, or rows, that a message lists
ALL_SEEDS = "-1"  # in results/metrics.parquet

_RUNS = r"results/(?:models|samples|metrics|meshes|renders)/(?P<dataset>[^/]+)/(?P<run>[^/]+)"
ABOUT = [
    re.compile(rf"{_RUNS}/seed(?P<seed>\d+)/"),
    re.compile(r"results/reconstruction/(?P<dataset>[^/]+)/(?P<run>[^/]+)\.csv"),
    re.compile(r"results/(?:renderer/frames|strips)/(?P<dataset>[^/]+)/"),
    re.compile(r"results/(?:downloads|videos|clips|tracking|features)/(?P<dataset>[^/]+)/"),
    re.compile(r"results/emotion/(?P<dataset>[^/]+)\.(?:csv|png)"),
]


class RowScope(NamedTuple):
    """The data set, run and seed that a result or a row is about; None: about none or several."""

    dataset: str | None = None
    run: str | None = None
    seed: str | None = None

    @classmethod
    def path(cls, path: str) -> "RowScope":
        """Of a result.

        Examples
        --------
        >>> RowScope.path("results/metrics/vico/elp/seed0/test.parquet")
        RowScope(dataset='vico', run='elp', seed='0')
        >>> RowScope.path("results/table1.csv")
        RowScope(dataset=None, run=None, seed=None)
        """
        found = next((match for form in ABOUT if (match := form.match(path))), None)
        return cls(**found.groupdict()) if found else cls()

    @classmethod
    def row(cls, row: Mapping[str, str]) -> "RowScope":
        """Of a row."""
        seed = row.get("seed")
        run = row.get("method", row.get("run"))
        return cls(row.get("dataset"), run, None if seed == ALL_SEEDS else seed)

    def fits(self, other: "RowScope") -> bool:
        """Whether the two name no different data set, run or seed."""
        return all(a is None or b is None or a == b for a, b in zip(self, other, strict=True))


def row_of(table: Path, keys: Mapping[str, str]) -> dict[str, str]:
    """The one row with these values, as text.

    Parameters
    ----------
    table : Path
        A .csv or .parquet file.
    keys : mapping
        Value of each column to find it by; `method` is `run` where a table calls it so.

    Raises
    ------
    DataError
        If there is no such column or row, or more than one; the message says what there is.
    """
    rows = _read(table)
    other = {"method": "run"} if "method" not in rows and "run" in rows else {}
    here = {other.get(key, key): value for key, value in keys.items()}
    if missing := [f"`{key}`" for key in here if key not in rows]:
        raise DataError(
            f"{table} has no column {', '.join(missing)} to find a row by; it has: "
            f"{', '.join(map(str, rows))}; without any, the whole file is traced"
        )
    asked = ", ".join(f"{key} {value}" for key, value in here.items())
    found = rows
    for key, value in here.items():
        found = found[found[key] == value]
    if found.empty:
        pairs = rows[list(here)].drop_duplicates().itertuples(index=False)
        there = _listed([" ".join(pair) for pair in pairs])
        raise DataError(f"{table} has no row of {asked}; of {', '.join(here)} it has: {there}")
    if len(found) > 1:
        raise DataError(
            f"{table} has {len(found)} rows of {asked}; {_apart(found)}; without any key, the "
            "whole file is traced"
        )
    return {str(key): value for key, value in found.iloc[0].items()}


def _apart(rows: pd.DataFrame) -> str:
    """By which columns rows can be told apart."""
    options = [
        f"--where {key}=… ({_listed(list(rows[key].unique()))})"
        for key in rows
        if rows[key].nunique() > 1 and not _numbers(rows[key])
    ]
    return f"tell them apart by {', '.join(options)}" if options else "they differ in numbers only"


def _read(table: Path) -> pd.DataFrame:
    """All cells as text, as they stand in the file."""
    if table.suffix == ".csv" and table.is_file():
        return read_frame(table, dtype=str, keep_default_na=False)
    if table.suffix == ".parquet" and table.is_file():
        return pd.read_parquet(table).astype(str)
    raise DataError(f"{table} is no table and has no rows; give its name alone to trace it")


def _numbers(column: pd.Series) -> bool:
    """Whether these are measured: one of them is a number with a point."""
    return bool(column.str.fullmatch(r"-?\d*\.\d+(e-?\d+)?").any())


def _listed(values: list[str]) -> str:
    more = f", … ({len(values)} in all)" if len(values) > FEW else ""
    return ", ".join(values[:FEW]) + more
