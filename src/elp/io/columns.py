"""Numpy arrays as columns of Parquet and Arrow tables: 1-D as values, 2-D as fixed-size lists."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from elp.errors import DataError
from elp.io.files import REMAKE, atomic


def to_table(columns: dict[str, Any], metadata: dict[str, Any] | None = None) -> pa.Table:
    """Arrow table of columns with the same number of rows, and JSON metadata."""
    arrays = {name: _to_arrow(np.asarray(values)) for name, values in columns.items()}
    table = pa.table(arrays)
    if metadata is not None:
        table = table.replace_schema_metadata({"elp": json.dumps(metadata)})
    return table


def to_array(table: pa.Table, name: str) -> np.ndarray:
    """One column as a numpy array, without a copy if it is a single chunk."""
    column = table.column(name)
    chunk = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if isinstance(chunk, pa.ChunkedArray):
        chunk = pa.concat_arrays(chunk.chunks) if chunk.num_chunks else pa.array([], column.type)
    if pa.types.is_fixed_size_list(column.type):
        values: np.ndarray = chunk.flatten().to_numpy(zero_copy_only=False)
        return values.reshape(-1, column.type.list_size)
    array: np.ndarray = chunk.to_numpy(zero_copy_only=False)
    return array


def metadata_of(table: pa.Table) -> dict[str, Any]:
    """The JSON metadata that `to_table` stored."""
    values: dict[str, Any] = json.loads((table.schema.metadata or {}).get(b"elp", b"{}"))
    return values


def write_parquet(
    path: Path, columns: dict[str, Any], metadata: dict[str, Any] | None = None
) -> None:
    """Write columns and JSON metadata to a Parquet file."""
    with atomic(path) as temporary:
        pq.write_table(to_table(columns, metadata), temporary, compression="zstd")


def read_parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read a Parquet file, or some of its columns.

    Raises
    ------
    DataError
        If the file is missing, not a Parquet file, or lacks a column.
    """
    try:
        with pq.ParquetFile(path) as file:
            if missing := sorted(set(columns or ()) - set(file.schema_arrow.names)):
                raise DataError(f"{path} lacks the columns {missing}; {REMAKE}")
            return file.read(columns)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{path}: not a readable Parquet file ({error}); {REMAKE}") from error


def _to_arrow(values: np.ndarray) -> pa.Array:
    if values.ndim == 1:
        return pa.array(values)
    if values.ndim != 2:
        raise ValueError(f"a column has 1 or 2 dimensions, not {values.ndim}")
    flat = pa.array(np.ascontiguousarray(values).reshape(-1))
    return pa.FixedSizeListArray.from_arrays(flat, values.shape[1])
