"""Snakemake's records of the results that it made."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RECORDS = Path(".snakemake/metadata")


def read_values(folder: Path = RECORDS) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each output with the values of its record.

    Snakemake writes in place: a record that is being written, or was just removed, is left out.
    """
    for output, path in recorded(folder).items():
        try:
            values = json.loads(path.read_text())
        except (ValueError, FileNotFoundError):
            continue
        if isinstance(values, dict):
            yield output, values


def recorded(folder: Path = RECORDS) -> dict[str, Path]:
    """The file of each output's record."""
    records = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            records[output_of(path.relative_to(folder))] = path
        except ValueError:  # not one of Snakemake's
            continue
    return records


def output_of(record: Path) -> str:
    """The output that a record is about; the record's name encodes it, in parts if it is long.

    Examples
    --------
    >>> output_of(Path("cmVzdWx0cy90YWJsZTEuY3N2"))
    'results/table1.csv'
    """
    encoded = "".join(part.removeprefix("@") for part in record.parts)
    return urlsafe_b64decode(encoded).decode()
