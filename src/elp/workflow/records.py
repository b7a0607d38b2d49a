"""Snakemake's records of the results that it made."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RECORDS = Path(".snakemake/metadata")


def read_values(folder: Path = RECORDS) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each output with all that Snakemake noted about it.

    Snakemake writes in place: a record that it is writing at this moment, or has just removed, is
    left out.
    """
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        try:
            values = json.loads(path.read_text())
            output = output_of(path.relative_to(folder))
        except (ValueError, FileNotFoundError):
            continue
        if isinstance(values, dict):
            yield output, values


def output_of(record: Path) -> str:
    """The output that a record is about: its name is encoded, in parts where it is long.

    Examples
    --------
    >>> output_of(Path("cmVzdWx0cy90YWJsZTEuY3N2"))
    'results/table1.csv'
    """
    encoded = "".join(part.removeprefix("@") for part in record.parts)
    return urlsafe_b64decode(encoded).decode()
