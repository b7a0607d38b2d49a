from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from elp.errors import DataError
from elp.io.columns import metadata_of, read_parquet, to_array, to_table, write_parquet


def columns(rows: int = 7) -> dict[str, np.ndarray]:
    """Columns of all kinds that the steps write."""
    rng = np.random.default_rng(0)
    return {
        "clip": np.array([f"clip{k}" for k in range(rows)], dtype="U8"),
        "frame": np.arange(rows, dtype=np.int32),
        "blink": rng.random(rows) < 0.5,
        "ear": rng.random(rows),
        "expression": rng.normal(size=(rows, 5)).astype(np.float32),
    }


def assert_same(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_array_equal(found, expected)
    if expected.dtype.kind != "U":  # text is read as objects
        assert found.dtype == expected.dtype


@pytest.mark.parametrize("rows", [0, 1, 7])
def test_columns_are_unchanged_after_a_round_trip(rows: int, tmp_path: Path) -> None:
    path = tmp_path / "results" / "table.parquet"
    write_parquet(path, columns(rows), {"fps": 25, "names": ["jawOpen", "größe"]})
    table = read_parquet(path)
    assert table.column_names == list(columns())
    for name, expected in columns(rows).items():
        assert_same(to_array(table, name), expected)
    assert metadata_of(table) == {"fps": 25, "names": ["jawOpen", "größe"]}


def test_only_the_named_columns_are_read(tmp_path: Path) -> None:
    write_parquet(tmp_path / "table.parquet", columns())
    table = read_parquet(tmp_path / "table.parquet", ["frame", "expression"])
    assert set(table.column_names) == {"frame", "expression"}
    assert_same(to_array(table, "expression"), columns()["expression"])


def test_metadata_is_empty_by_default(tmp_path: Path) -> None:
    write_parquet(tmp_path / "table.parquet", columns())
    assert metadata_of(read_parquet(tmp_path / "table.parquet")) == {}


@pytest.mark.parametrize("name", columns())
def test_slices_of_a_table_keep_their_rows(name: str) -> None:
    table, whole = to_table(columns()), columns()[name]
    assert_same(to_array(table.slice(2, 3), name), whole[2:5])
    joined = pa.concat_tables([table.slice(4), table.slice(0, 2), table])
    assert_same(to_array(joined, name), np.concatenate([whole[4:], whole[:2], whole]))
    assert_same(to_array(pa.concat_tables([table.slice(0, 0)]), name), whole[:0])


def test_numbers_in_a_single_chunk_are_not_copied() -> None:
    table = to_table(columns())
    for name, buffer in (
        ("ear", table.column("ear").chunk(0).buffers()[1]),
        ("expression", table.column("expression").chunk(0).values.buffers()[1]),
    ):
        assert to_array(table, name).ctypes.data == buffer.address, name


@pytest.mark.parametrize("asked", [["gone"], ["frame", "gone", "ear"]])
def test_missing_column_is_named_with_its_file(asked: list[str], tmp_path: Path) -> None:
    write_parquet(tmp_path / "table.parquet", columns())
    with pytest.raises(DataError, match=r"table\.parquet lacks the columns \['gone'\]; delete it"):
        read_parquet(tmp_path / "table.parquet", asked)


@pytest.mark.parametrize("content", [None, b"", b"clip,frame\na,0\n", b"PAR1 and no more PAR1"])
def test_file_that_is_not_parquet_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"table\.parquet.*; delete it and run the workflow again"):
        read_parquet(path)


def test_columns_of_three_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="1 or 2 dimensions, not 3"):
        to_table({"landmarks": np.zeros((4, 3, 2))})
    with pytest.raises(ValueError, match=r"(?i)length"):
        to_table({"frame": np.arange(3), "pose": np.zeros((4, 6))})
