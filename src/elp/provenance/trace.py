"""From a row of a table back to the model, the data and the commit that it was made from."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from elp.dvc.records import RECORDS, output_of
from elp.errors import DataError
from elp.provenance.notes import note_path, sha256



@dataclass(frozen=True)
class Step:
    """A result on the way to the row: Snakemake's record of it, and its job's own note."""

    output: str
    record: dict[str, Any]
    note: dict[str, Any]

    @property
    def inputs(self) -> dict[str, str | None]:
        """Files that were read, code aside, with their hashes; a folder has none."""
        sums = self.record.get("input_checksums") or {}
        return {
            path: sums[path].removeprefix("sha256:") if path in sums else None
            for path in self.record.get("input") or ()
            if not path.startswith(("src/", "scripts/"))
        }


def row_of(table: Path, dataset: str, method: str) -> dict[str, Any]:
    """The row of a table.

    Raises
    ------
    DataError
        If there is no such file or row; the message names the rows that there are.
    """
    if not table.is_file():
        raise DataError(f"{table} does not exist; make it: snakemake --cores all {table}")
    rows = pd.read_csv(table)
    method_column = "method" if "method" in rows else "run"
    if not {"dataset", method_column} <= set(rows):
        raise DataError(f"{table} has no columns `dataset` and `method` to trace rows by")
    found = rows[(rows["dataset"] == dataset) & (rows[method_column] == method)]
    if found.empty:
        pairs = rows[["dataset", method_column]].drop_duplicates().itertuples(index=False)
        there = ", ".join(f"{data} {name}" for data, name in pairs)
        raise DataError(f"{table} has no row of {dataset} and {method}; it has: {there}")
    return dict(found.iloc[0])


def steps_of(table: Path, dataset: str, method: str) -> list[Step]:
    """Every result that the row was made from, the table first, then what it read, and so on.

    Of results that belong to another data set or run only those are followed that the row's own
    results read.

    Raises
    ------
    DataError
        If Snakemake has no record of the table.
    """
    records = _records()
    if table.as_posix() not in records:
        raise DataError(
            f"{RECORDS} has no record of {table}, so nobody knows how it was made; with results "
            "from a remote, `dvc pull` brings the records; else make it by Snakemake"
        )
    steps: dict[str, Step] = {}
    waiting = [table.as_posix()]
    while waiting:
        path = waiting.pop(0)
        if path in steps or path not in records:
            continue
        steps[path] = Step(path, records[path], _note(path))
        read = list(steps[path].inputs)
        # The table reads the scores of all rows.
        waiting += read if len(steps) > 1 else [p for p in read if _of(p, dataset, method)]
    return list(steps.values())


def changed_since(steps: list[Step]) -> list[str]:
    """Results that are no longer what the job wrote whose note lies beside them."""
    return [
        step.output
        for step in steps
        if step.note.get("sha256") and step.note["sha256"] != sha256(Path(step.output))
    ]


def _of(path: str, dataset: str, method: str) -> bool:
    """Whether a file that a table reads is about this row."""
    scores = re.match(r"results/metrics/([^/]+)/([^/]+)/", path)
    if scores is not None:
        return scores.groups() == (dataset, method)
    emotion = re.match(r"results/emotion/([^/]+)\.csv", path)
    return emotion is None or emotion[1] == dataset


def _records() -> dict[str, dict[str, Any]]:
    found = {}
    for path in sorted(RECORDS.rglob("*")):
        if path.is_file():
            found[output_of(path.relative_to(RECORDS))] = json.loads(path.read_text())
    return found


def _note(output: str) -> dict[str, Any]:
    path = note_path(Path(output))
    if path is None or not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text())
    return found
