"""What `python -m elp trace` prints."""

import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from elp.provenance.notes import sha256
from elp.provenance.trace import Step, changed_since, row_of, steps_of

SETTINGS = ("--settings", "--schedule", "--baseline", "--tracking", "--corpus", "--facts")


def trace(table: Path, dataset: str, method: str) -> str:
    """Everything that is known about a row, for people.

    Raises
    ------
    DataError
        If there is no such table or row, or no record of it.
    """
    row = row_of(table, dataset, method)
    steps = steps_of(table, dataset, method)
    return "\n".join(_lines(table, row, steps)) + "\n"


def _lines(table: Path, row: dict[str, Any], steps: list[Step]) -> Iterator[str]:
    note = steps[0].note
    yield f"{table}: " + ", ".join(f"{name} {value}" for name, value in row.items())
    yield from _origin(note)
    commit = f"git checkout {note['commit']} && " if note.get("commit") else ""
    again = ["snakemake", "--cores", "all", *note.get("options", []), table.as_posix()]
    yield f"again     {commit}{shlex.join(again)}"
    models = [step for step in steps if step.output.endswith("/model.safetensors")]
    for step in models:
        checksum = step.note.get("sha256") or sha256(Path(step.output))
        yield f"model     {step.output} sha256 {checksum}"
    seeds = sorted({part for s in steps for part in Path(s.output).parts if part[:4] == "seed"})
    yield "seeds     " + (", ".join(seed.removeprefix("seed") for seed in seeds) or "none")
    for path in changed_since(steps):
        yield f"changed   {path} is no longer what its job wrote"
    yield "steps     from the row back; each with what it read (sha256) and its settings"
    for step in steps:
        yield from _step(step)
    packages = note.get("packages", {})
    yield "packages  " + ", ".join(f"{name} {version}" for name, version in packages.items())


def _origin(note: dict[str, Any]) -> Iterator[str]:
    if not note:
        yield "origin    no note of the job that made it: it was made before there were notes"
        return
    edited = (note["edited"] or "").split()
    yield (
        "commit    "
        + (note["commit"] or "unknown: made outside a Git clone")
        + (f", with uncommitted changes in {', '.join(edited)}" if edited else "")
    )
    machine = note["machine"]
    gpu = f", {machine['gpu']}" if machine["gpu"] else ""
    yield (
        f"machine   {machine['name']}, {machine['system']}, {machine['cores']} cores{gpu}, "
        f"Python {machine['python']}"
    )
    yield f"time      {_time(note['ended'])}, {note['seconds']} s"


def _step(step: Step) -> Iterator[str]:
    ended = step.note.get("ended") or step.record["endtime"]
    yield f"  {step.output}: rule {step.record['rule']}, {_time(ended)}"
    for path, checksum in step.inputs.items():
        yield f"    read {path} {checksum or '(a folder)'}"
    command = step.note.get("command", [])
    for option, value in pairwise(command):
        if option in SETTINGS:
            yield f"    {option.removeprefix('--')} {value}"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
