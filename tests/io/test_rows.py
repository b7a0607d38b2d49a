from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from elp.errors import ClipSheetError, DataError
from elp.io.rows import (
    read_frame,
    read_records,
    read_rows,
    write_frame,
    write_records,
    write_rows,
)


@dataclass(frozen=True)
class Record:
    name: str
    count: int
    share: float


def given(folder: Path, content: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_records_are_unchanged_after_a_round_trip(tmp_path: Path) -> None:
    records = [Record("ä, b", 1, 0.1), Record("two\nlines", -2, float("inf"))]
    write_records(tmp_path / "table.csv", Record, records)
    assert read_records(tmp_path / "table.csv", Record) == records
    text = (tmp_path / "table.csv").read_bytes().decode()
    assert text == 'name,count,share\r\n"ä, b",1,0.1\r\n"two\nlines",-2,inf\r\n'


def test_frame_keeps_all_digits_in_a_round_trip(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["a", "b"], "value": [0.1 + 0.2, np.nan]})
    write_frame(tmp_path / "table.csv", frame)
    assert (tmp_path / "table.csv").read_bytes() == b"name,value\na,0.30000000000000004\nb,\n"
    pd.testing.assert_frame_equal(read_frame(tmp_path / "table.csv", ["name"]), frame)


def test_rows_have_line_numbers_and_cells_without_blanks(tmp_path: Path) -> None:
    path = given(tmp_path, '\ufeffa,b\n x ,"1\n2"\ny\n\nz,1,beyond\n')
    assert read_rows(path, ["a"]) == [
        (3, {"a": "x", "b": "1\n2"}),
        (4, {"a": "y", "b": ""}),
        (6, {"a": "z", "b": "1"}),
    ]


def test_needed_columns_may_depend_on_the_header(tmp_path: Path) -> None:
    path = given(tmp_path, "a\n1\n")
    with pytest.raises(DataError, match=r"lacks the columns \['b'\]; it has \['a'\]; delete it"):
        read_rows(path, lambda header: ["b"] if "a" in header else [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a\n\xff\n", r"table\.csv: not a CSV table in UTF-8 \(.*\); "),
        (b"b\n1\n", r"table\.csv lacks the columns \['a'\]; it has \['b'\]; "),
        (b"", r"table\.csv.*; "),
        (None, r"table\.csv does not exist; "),
    ],
)
def test_both_readers_give_the_same_message_for_a_faulty_table(
    content: bytes | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv" if content is None else given(tmp_path, content)
    with pytest.raises(DataError, match=message + r".*run the workflow again"):
        read_rows(path, ["a"])
    with pytest.raises(DataError, match=message + r".*run the workflow again"):
        read_frame(path, ["a"])
    with pytest.raises(ClipSheetError, match=message):
        read_rows(path, ["a"], setting="`sheet`", error=ClipSheetError)


def test_bad_cell_is_named_with_its_line_and_column(tmp_path: Path) -> None:
    path = given(tmp_path, "name,count,share\na,1,0.5\nb,many,0.5\n")
    with pytest.raises(DataError, match=r"table\.csv, line 3: count: `many` is not of type int"):
        read_records(path, Record)


def test_interrupted_writer_leaves_the_old_table(tmp_path: Path) -> None:
    path = given(tmp_path, "old")
    with pytest.raises(ZeroDivisionError):
        write_rows(path, ["a"], ([1 // number] for number in (1, 0)))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
