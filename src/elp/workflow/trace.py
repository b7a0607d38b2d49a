"""From a result, or a row of it, back to the models, the data and the commits it was made from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elp.errors import DataError
from elp.workflow.notes import note_path, sha256
from elp.workflow.records import RECORDS, read_values
from elp.workflow.trace_rows import RowScope


@dataclass(frozen=True)
class TraceStep:
    """A result on the way to the one asked for.

    Attributes
    ----------
    output : str
        The file or folder.
    record : dict
        Snakemake's.
    note : dict
        Its job's own; empty where there is none.
    row : RowScope or None
        Of a table of several data sets or runs: what is followed of it; None: everything.
    """

    output: str
    record: dict[str, Any]
    note: dict[str, Any]
    row: RowScope | None

    @property
    def inputs(self) -> dict[str, str | None]:
        """What was read for the row, code aside, with the hashes that Snakemake took.

        It takes none of folders and of files above 1 MB.
        """
        sums = self.record.get("input_checksums") or {}
        return {
            path: sums[path].removeprefix("sha256:") if path in sums else None
            for path in self._read()
            if self._follows(path)
        }

    @property
    def others(self) -> int:
        """How many files and folders were read for other rows."""
        return len(self._read()) - len(self.inputs)

    def _read(self) -> list[str]:
        read = self.record.get("input") or ()
        return [path for path in read if not path.startswith(("src/", "scripts/"))]

    def _follows(self, path: str) -> bool:
        """Whether it is about the row, or about the run that the row is compared with."""
        if self.row is None or self.row.fits(about := RowScope.path(path)):
            return True
        reference = self.option("--reference")
        return reference is not None and self.row._replace(run=reference).fits(about)

    def option(self, name: str) -> str | None:
        """The value of an option of its job's command."""
        command = self.note.get("command", [])
        return command[command.index(name) + 1] if name in command[:-1] else None


def steps_of(result: Path, row: RowScope | None = None) -> list[TraceStep]:
    """Every result that this one was made from, itself first, then what it read, and so on.

    Of what a table of several data sets or runs reads, only that is followed which the row is
    about, and the run that it is compared with; but whatever those results read themselves.

    Raises
    ------
    DataError
        If Snakemake has no record of the result.
    """
    records = dict(read_values())
    first = record_of(result.as_posix(), records)
    if first is None:
        raise DataError(
            f"{RECORDS} has no record of {result}, so nobody knows how it was made; with results "
            "from a remote, `dvc pull` brings the records; while Snakemake makes it, wait; else "
            f"make it: snakemake {result} --cores all"
        )
    steps: dict[str, TraceStep] = {}
    waiting = [(first, row)]
    while waiting:
        path, wanted = waiting.pop(0)
        if path in steps:
            continue
        of_several = RowScope.path(path) == RowScope()
        step = TraceStep(path, records[path], _note(path), wanted if of_several else None)
        steps[path] = step
        read = (record_of(other, records) for other in step.inputs)
        waiting += [(other, step.row) for other in read if other is not None]
    return list(steps.values())


def record_of(path: str, records: dict[str, Any]) -> str | None:
    """The output with a record that the path is, or lies in."""
    folders = [folder.as_posix() for folder in Path(path).parents]
    return next((name for name in (path, *folders) if name in records), None)


def changed_since(steps: list[TraceStep]) -> list[str]:
    """Results that are no longer what the job wrote whose note lies beside them."""
    return [
        step.output
        for step in steps
        if step.note.get("sha256") and step.note["sha256"] != sha256(Path(step.output))
    ]


def _note(output: str) -> dict[str, Any]:
    path = note_path(Path(output))
    if path is None or not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text())
    return found
