"""From a result, or a row of it, back to the models, data and commits that it was made from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elp.errors import DataError
from elp.workflow.notes import note_path, sha256
from elp.workflow.options import parsed
from elp.workflow.records import RECORDS, read_values
from elp.workflow.trace_rows import RowScope


@dataclass(frozen=True)
class TraceStep:
    """One result among those that the traced result was made from.

    Attributes
    ----------
    output : str
        The file or folder.
    record : dict
        Snakemake's record of it.
    note : dict
        The note that its job wrote; empty if there is none.
    row : RowScope or None
        The row that is followed, in a table of several data sets or runs; None: all rows.
    results : frozenset of str
        Every output that Snakemake has a record of.
    """

    output: str
    record: dict[str, Any]
    note: dict[str, Any]
    row: RowScope | None
    results: frozenset[str] = frozenset()

    @property
    def inputs(self) -> dict[str, str | None]:
        """Files and folders read for the row, without code, with the hashes that Snakemake took.

        Snakemake hashes neither folders nor files above 1 MB.
        """
        sums = self.record.get("input_checksums") or {}
        return {
            path: sums[path].removeprefix("sha256:") if path in sums else None
            for path in self._read()
            if self._follows(path)
        }

    @property
    def options(self) -> dict[str, list[str]]:
        """The options of its job's command, with their values."""
        return parsed(self.note.get("command", []))

    @property
    def settings(self) -> dict[str, list[str]]:
        """The options without those that name inputs or outputs of the job."""
        files = self.results.union(self.record.get("input") or ())
        return {
            name: values
            for name, values in self.options.items()
            if not values or not files.issuperset(values)
        }

    @property
    def others(self) -> int:
        """Number of files and folders that were read for other rows."""
        return len(self._read()) - len(self.inputs)

    def _read(self) -> list[str]:
        read = self.record.get("input") or ()
        return [path for path in read if not path.startswith(("src/", "scripts/"))]

    def _follows(self, path: str) -> bool:
        """Whether the path is about the row, or about the run that the row is compared with."""
        if self.row is None or self.row.fits(about := RowScope.path(path)):
            return True
        references = self.options.get("--reference", [])
        return any(self.row._replace(run=reference).fits(about) for reference in references)


def steps_of(result: Path, row: RowScope | None = None) -> list[TraceStep]:
    """Every result that this one was made from: itself first, then its inputs, then theirs.

    With a row, of the inputs of a table of several data sets or runs only those are followed that
    are about the row or the run that it is compared with. All inputs of these are followed.

    Raises
    ------
    DataError
        If Snakemake has no record of the result.
    """
    records = dict(read_values())
    first = record_of(result.as_posix(), records)
    if first is None:
        raise DataError(
            f"{result}: no record in {RECORDS} of how it was made; if it came from a DVC remote, "
            "run `dvc pull`; if Snakemake is running, wait; otherwise make it again: snakemake "
            f"{result} --cores all"
        )
    steps: dict[str, TraceStep] = {}
    results = frozenset(records)
    waiting = [(first, row)]
    while waiting:
        path, scope = waiting.pop(0)
        if path in steps:
            continue
        of_several = RowScope.path(path) == RowScope()
        row_here = scope if of_several else None
        step = TraceStep(path, records[path], _note(path), row_here, results)
        steps[path] = step
        inputs = (record_of(other, records) for other in step.inputs)
        waiting += [(other, step.row) for other in inputs if other is not None]
    return list(steps.values())


def record_of(path: str, records: dict[str, Any]) -> str | None:
    """The recorded output that is this path, or the folder that it lies in."""
    folders = [folder.as_posix() for folder in Path(path).parents]
    return next((name for name in (path, *folders) if name in records), None)


def changed_since(steps: list[TraceStep]) -> list[str]:
    """Results that differ from what their job wrote, according to its note."""
    return [
        step.output
        for step in steps
        if step.note.get("sha256") and step.note["sha256"] != sha256(Path(step.output))
    ]


def _note(output: str) -> dict[str, Any]:
    path = note_path(Path(output))
    if path is None or not path.is_file():
        return {}
    note: dict[str, Any] = json.loads(path.read_text())
    return note
