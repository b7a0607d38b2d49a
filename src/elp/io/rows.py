"""CSV tables with a header, in UTF-8: written whole or not at all, read with plain errors."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from elp.errors import DataError, ElpError
from elp.io.files import REMAKE, atomic

if TYPE_CHECKING:
    import pandas as pd

REMADE = (
    REMAKE.removeprefix("delete it and "),
    REMAKE,
    REMAKE,
)  # remedies: absent, faulty, lacks a column
T = TypeVar("T")
Columns = Collection[str] | Callable[[Sequence[str]], Collection[str]]
"""Names of the columns that a table needs, or a function of those it has that returns them."""


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write rows of cells under a header; lines end in CR LF."""
    with atomic(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow(columns)
        writer.writerows(rows)


def write_records(path: Path, kind: type, records: Iterable[object]) -> None:
    """Write objects of a dataclass, a column per field; lines end in CR LF."""
    names = [field.name for field in fields(kind)]
    write_rows(path, names, ([getattr(record, name) for name in names] for record in records))


def write_frame(path: Path, frame: "pd.DataFrame") -> None:
    """Write a data frame with all digits of its numbers; lines end in LF."""
    with atomic(path) as temporary:
        frame.to_csv(temporary, index=False, lineterminator="\n")


def read_rows(
    path: Path, columns: Columns, *, setting: str = "", error: type[ElpError] = DataError
) -> list[tuple[int, dict[str, str]]]:
    """Read a table as text.

    Parameters
    ----------
    path : Path
        The table.
    columns : collection of str, or callable
        Those that it needs; it may have others.
    setting : str
        Which setting names the file, if the user gives it; the workflow can remake any other.
    error : type
        The error to raise.

    Returns
    -------
    list of tuple
        Number of the line, and the cells by column without the blanks around them; a missing cell
        is empty, and cells beyond the header are dropped.

    Raises
    ------
    ElpError
        If the file is missing, is not CSV text in UTF-8, or lacks a column.
    """
    absent, faulty, lacking = REMADE
    if setting:
        absent, faulty, lacking = f"correct {setting}", "save it as CSV in UTF-8", "add them"
    with (
        _readable(path, absent, faulty, error),
        path.open(newline="", encoding="utf-8-sig") as table,
    ):
        reader = csv.DictReader(table)
        header = list(reader.fieldnames or ())
        _require(path, columns, header, lacking, error)
        return [
            (reader.line_num, {name: (row[name] or "").strip() for name in header})
            for row in reader
        ]


def read_records(path: Path, kind: type[T]) -> list[T]:
    """Read a table that `write_records` wrote, each cell as the type of its field.

    Raises
    ------
    DataError
        As `read_rows`, or naming line and column of a cell that is not of its type.
    """
    types: dict[str, Any] = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]
    records = []
    for line, row in read_rows(path, types):
        values = {}
        for name, convert in types.items():
            try:
                values[name] = convert(row[name])
            except ValueError:
                raise DataError(
                    f"{path}, line {line}: {name}: `{row[name]}` is not of type "
                    f"{convert.__name__}; {REMAKE}"
                ) from None
        records.append(kind(**values))
    return records


def read_frame(
    path: Path, columns: Collection[str] = (), *, remedy: str = "", **options: Any
) -> "pd.DataFrame":
    """Read a table as a data frame.

    Parameters
    ----------
    path : Path
        The table.
    columns : collection of str
        Those that it needs; it may have others.
    remedy : str
        What to do about any fault, if the workflow cannot remake the table.
    **options
        Of `pandas.read_csv`.

    Raises
    ------
    DataError
        As `read_rows`.
    """
    import pandas as pd  # slow to import

    absent, faulty, lacking = (remedy,) * 3 if remedy else REMADE
    with _readable(path, absent, faulty, DataError):
        frame: pd.DataFrame = pd.read_csv(path, **options)
    _require(path, columns, list(frame.columns), lacking, DataError)
    return frame


@contextmanager
def _readable(path: Path, absent: str, faulty: str, error: type[ElpError]) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise error(f"{path} does not exist; {absent}") from None
    except (OSError, ValueError, csv.Error) as fault:  # pandas' errors are ValueErrors
        raise error(f"{path}: not a CSV table in UTF-8 ({fault}); {faulty}") from fault


def _require(
    path: Path, columns: Columns, header: list[str], remedy: str, error: type[ElpError]
) -> None:
    needed = columns(header) if callable(columns) else columns
    if missing := sorted(set(needed) - set(header)):
        raise error(f"{path} lacks the columns {missing}; it has {header}; {remedy}")
