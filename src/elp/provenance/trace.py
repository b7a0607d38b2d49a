"""From a result, or a row of it, back to the models, the data and the commits it was made from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elp.dvc.records import RECORDS, read_values
from elp.errors import DataError
from elp.provenance.notes import note_path, sha256
from elp.provenance.rows import About


@dataclass(frozen=True)
class Step:
    """A result on the way to the one asked for: Snakemake's record of it, its job's own note."""

    output: str
    record: dict[str, Any]
    note: dict[str, Any]

    @property
    def inputs(self) -> dict[str, str | None]:
        """Files and folders that were read, code aside; the hashes that Snakemake took.

        It takes none of folders and of files above 1 MB.
        """
        sums = self.record.get("input_checksums") or {}
        return {
            path: sums[path].removeprefix("sha256:") if path in sums else None
            for path in self.record.get("input") or ()
            if not path.startswith(("src/", "scripts/"))
        }

    def option(self, name: str) -> str | None:
        """The value of an option of its job's command."""
        command = self.note.get("command", [])
        return command[command.index(name) + 1] if name in command[:-1] else None


def steps_of(result: Path, row: About | None = None) -> list[Step]:
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
    steps: dict[str, Step] = {}
    waiting = [(first, row)]
    while waiting:
        path, wanted = waiting.pop(0)
        if path in steps:
            continue
        step = steps[path] = Step(path, records[path], _note(path))
        if About.path(path) != About():
            wanted = None
        for other in step.inputs:
            found = record_of(other, records)
            if found is not None and (wanted is None or _follows(step, wanted, other)):
                waiting.append((found, wanted))
    return list(steps.values())


def record_of(path: str, records: dict[str, Any]) -> str | None:
    """The output with a record that the path is, or lies in."""
    folders = [folder.as_posix() for folder in Path(path).parents]
    return next((name for name in (path, *folders) if name in records), None)


def changed_since(steps: list[Step]) -> list[str]:
    """Results that are no longer what the job wrote whose note lies beside them."""
    return [
        step.output
        for step in steps
        if step.note.get("sha256") and step.note["sha256"] != sha256(Path(step.output))
    ]


def _follows(step: Step, row: About, path: str) -> bool:
    """Whether what a table reads is about this row, or about the run it is compared with."""
    reference = step.option("--reference")
    return row.fits(About.path(path)) or (
        reference is not None and row._replace(run=reference).fits(About.path(path))
    )


def _note(output: str) -> dict[str, Any]:
    path = note_path(Path(output))
    if path is None or not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text())
    return found
