"""A table's row, chosen by the values of some columns, and the results that are about it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from elp.errors import DataError
from elp.io.rows import read_frame

LISTED = 12  # values that a message lists at most
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
    """The data set, run and seed that a result or a row is about; None: of none or of several."""

    dataset: str | None = None
    run: str | None = None
    seed: str | None = None

    @classmethod
    def path(cls, path: str) -> "RowScope":
        """The scope of a result's path.

        Examples
        --------
        >>> RowScope.path("results/metrics/vico/elp/seed0/test.parquet")
        RowScope(dataset='vico', run='elp', seed='0')
        >>> RowScope.path("results/table1.csv")
        RowScope(dataset=None, run=None, seed=None)
        """
        match = next((match for form in ABOUT if (match := form.match(path))), None)
        return cls(**match.groupdict()) if match else cls()

    @classmethod
    def row(cls, row: Mapping[str, str]) -> "RowScope":
        """The scope of a table's row."""
        seed = row.get("seed")
        run = row.get("method", row.get("run"))
        return cls(row.get("dataset"), run, None if seed == ALL_SEEDS else seed)

    def fits(self, other: "RowScope") -> bool:
        """Whether no data set, run or seed of the two differs."""
        return all(a is None or b is None or a == b for a, b in zip(self, other, strict=True))


def row_of(table: Path, keys: Mapping[str, str]) -> dict[str, str]:
    """The only row with these values, as text.

    Parameters
    ----------
    table : Path
        A .csv or .parquet file.
    keys : mapping
        The value of each column; `method` stands for `run` in tables that have no `method`.

    Raises
    ------
    DataError
        If a column does not exist, or if none or several rows match; the message lists the choices.
    """
    rows = _read(table)
    other = {"method": "run"} if "method" not in rows and "run" in rows else {}
    here = {other.get(key, key): value for key, value in keys.items()}
    if missing := [f"`{key}`" for key in here if key not in rows]:
        raise DataError(
            f"{table} has no column {', '.join(missing)}; choose among "
            f"{', '.join(map(str, rows))}, or give none to trace the whole file"
        )
    values = ", ".join(f"{key} {value}" for key, value in here.items())
    matches = rows
    for key, value in here.items():
        matches = matches[matches[key] == value]
    if matches.empty:
        pairs = rows[list(here)].drop_duplicates().itertuples(index=False)
        choices = _listed([" ".join(pair) for pair in pairs])
        raise DataError(
            f"{table} has no row with {values}; choose {', '.join(here)} from {choices}"
        )
    if len(matches) > 1:
        raise DataError(
            f"{table} has {len(matches)} rows with {values}; {_apart(matches)}, or give no column "
            "to trace the whole file"
        )
    return {str(key): value for key, value in matches.iloc[0].items()}


def _apart(rows: pd.DataFrame) -> str:
    """The options that choose between rows."""
    options = [
        f"--where {key}=… ({_listed(list(rows[key].unique()))})"
        for key in rows
        if rows[key].nunique() > 1 and not _numbers(rows[key])
    ]
    return f"add {', '.join(options)}" if options else "they differ in numbers only"


def _read(table: Path) -> pd.DataFrame:
    """All cells as the file's text."""
    if table.suffix == ".csv" and table.is_file():
        return read_frame(table, dtype=str, keep_default_na=False)
    if table.suffix == ".parquet" and table.is_file():
        return pd.read_parquet(table).astype(str)
    raise DataError(
        f"{table}: not a .csv or .parquet table, so it has no rows; trace it as a whole"
    )


def _numbers(column: pd.Series) -> bool:
    """Whether these are measured numbers: one of them has a decimal point."""
    return bool(column.str.fullmatch(r"-?\d*\.\d+(e-?\d+)?").any())


def _listed(values: list[str]) -> str:
    more = f", … ({len(values)} in all)" if len(values) > LISTED else ""
    return ", ".join(values[:LISTED]) + more
