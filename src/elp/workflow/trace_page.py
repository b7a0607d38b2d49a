"""What `python -m elp trace` prints."""

import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from elp.errors import DataError
from elp.workflow.notes import sha256
from elp.workflow.trace import TraceStep, changed_since, record_of, steps_of
from elp.workflow.trace_rows import RowScope, row_of

SETTINGS = ("--settings", "--schedule", "--baseline", "--tracking", "--corpus", "--facts")
Note = Mapping[str, Any]


def trace(result: Path, keys: Mapping[str, str]) -> str:
    """Everything that is known about a result, or about the row of it with these values.

    Raises
    ------
    DataError
        If there is no such result or row, or no record of it.
    """
    if result.is_absolute() and result.is_relative_to(Path.cwd()):
        result = result.relative_to(Path.cwd())
    if not result.exists():
        raise DataError(f"{result} does not exist; make it: snakemake {result} --cores all")
    row = row_of(result, keys) if keys else None
    steps = steps_of(result, None if row is None else RowScope.row(row))
    title = result.as_posix()
    if row is not None:
        title += ": " + ", ".join(f"{name} {value}" for name, value in row.items())
    return "\n".join([title, *_summary(steps), *_chain(steps)]) + "\n"


def _summary(steps: list[TraceStep]) -> Iterator[str]:
    last = steps[0]
    yield from _origin(last.note)
    if several := _several(steps):
        yield f"mixed     {several}: `again` is sure for the last step only"
    yield f"again     {_again(last)}"
    for step in steps:
        if step.output.endswith("/model.safetensors"):
            checksum = step.note.get("sha256") or sha256(Path(step.output))
            yield f"model     {step.output} sha256 {checksum}"
    seeds = sorted({part for s in steps for part in Path(s.output).parts if part[:4] == "seed"})
    yield "seeds     " + (", ".join(seed.removeprefix("seed") for seed in seeds) or "none")
    for path in changed_since(steps):
        yield f"changed   {path} is no longer what its job wrote"
    packages = last.note.get("packages", {})
    yield "packages  " + ", ".join(f"{name} {version}" for name, version in packages.items())


def _again(step: TraceStep) -> str:
    """The command that makes a result again; its name comes first, since options take lists."""
    command = ["snakemake", step.output, "--cores", "all", *step.note.get("options", [])]
    commit = step.note.get("commit")
    return (f"git checkout {commit} && " if commit else "") + shlex.join(command)


def _several(steps: list[TraceStep]) -> str:
    """What the steps do not share, for people; empty where they share all."""
    notes = [step.note for step in steps if step.note]
    counts = {
        "commits": len({note["commit"] for note in notes}),
        "states of uncommitted changes": len({note["edited"] for note in notes}),
        "machines": len({_machine(note) for note in notes}),
        "sets of packages": len({str(note["packages"]) for note in notes}),
    }
    found = [f"{count} {what}" for what, count in counts.items() if count > 1]
    if unknown := len(steps) - len(notes):
        found.append(f"{unknown} steps without a note")
    return ", ".join(found)


def _origin(note: Note) -> Iterator[str]:
    if not note:
        yield "origin    no note of the job that made it: it was made before there were notes"
        return
    yield f"commit    {_commit(note)}" + (", which `again` lacks" if note["edited"] else "")
    yield f"machine   {_machine(note)}"
    yield f"time      {_time(note['ended'])}, {note['seconds']} s"


def _commit(note: Note) -> str:
    commit = note["commit"] or "unknown: made outside a Git clone"
    edited = ", ".join((note["edited"] or "").splitlines())
    return commit + (f", with uncommitted changes in {edited}" if edited else "")


def _machine(note: Note) -> str:
    machine = note["machine"]
    gpu = f", {machine['gpu']}" if machine["gpu"] else ""
    return (
        f"{machine['name']}, {machine['system']}, {machine['cores']} cores{gpu}, "
        f"Python {machine['python']}"
    )


def _chain(steps: list[TraceStep]) -> Iterator[str]:
    yield "steps     from the result back; each with what it read (sha256) and its settings, and"
    yield "          its commit, machine and packages where they are not those above"
    wrote = {step.output: step for step in steps}
    for step in steps:
        yield f"  {step.output}: rule {step.record['rule']}, {_ended(step)}"
        yield from _differences(step.note, steps[0].note)
        for path, checksum in step.inputs.items():
            yield f"    read {path} {checksum or _noted(path, wrote)}{_unknown(path, wrote)}"
        if step.others:
            yield f"    read {step.others} more for other rows"
        for option, value in pairwise(step.note.get("command", [])):
            if option in SETTINGS:
                yield f"    {option.removeprefix('--')} {value}"


def _differences(note: Note, last: Note) -> Iterator[str]:
    """What a step's note says that the last step's does not."""
    if not note and last:
        yield "    no note of its job: commit, machine and packages are not known"
    if not note or not last:
        return
    if (note["commit"], note["edited"]) != (last["commit"], last["edited"]):
        yield f"    commit {_commit(note)}"
    if _machine(note) != _machine(last):
        yield f"    machine {_machine(note)}"
    own, others = note["packages"], last["packages"]
    names = [name for name in {**own, **others} if own.get(name) != others.get(name)]
    if names:
        yield "    packages " + ", ".join(f"{name} {own.get(name, 'absent')}" for name in names)


def _noted(path: str, wrote: dict[str, TraceStep]) -> str:
    """The hash of what Snakemake took none of, as far as the job noted it that wrote it."""
    maker = record_of(path, wrote)
    if maker is None:
        return "(no hash)"
    checksum = wrote[maker].note.get("sha256")
    return f"{checksum} (as written)" if checksum else "(no hash)"


def _unknown(path: str, wrote: dict[str, TraceStep]) -> str:
    known = not path.startswith("results/") or record_of(path, wrote) is not None
    return "" if known else ", without a record of how it was made"


def _ended(step: TraceStep) -> str:
    return _time(step.note.get("ended") or step.record["endtime"])


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
