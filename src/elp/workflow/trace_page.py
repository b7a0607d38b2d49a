"""The page that `python -m elp trace` prints."""

import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elp.errors import DataError
from elp.workflow.notes import sha256
from elp.workflow.trace import TraceStep, changed_since, record_of, steps_of
from elp.workflow.trace_rows import RowScope, row_of

Note = Mapping[str, Any]


def trace(result: Path, keys: Mapping[str, str]) -> str:
    """How a result was made, or the row of it that has these values.

    Raises
    ------
    DataError
        If the result, the row or Snakemake's record does not exist.
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
        yield f"mixed     {several}: only the last step is certain to be repeated by `again`"
    yield f"again     {_again(last)}"
    for step in steps:
        if step.output.endswith("/model.safetensors"):
            checksum = step.note.get("sha256") or sha256(Path(step.output))
            yield f"model     {step.output} sha256 {checksum}"
    seeds = sorted({part for s in steps for part in Path(s.output).parts if part[:4] == "seed"})
    yield "seeds     " + (", ".join(seed.removeprefix("seed") for seed in seeds) or "none")
    for path in changed_since(steps):
        yield f"changed   {path} differs from what its job wrote"
    packages = last.note.get("packages", {})
    yield "packages  " + ", ".join(f"{name} {version}" for name, version in packages.items())


def _again(step: TraceStep) -> str:
    """The command that makes a result again; the target comes first, since options take lists."""
    command = ["snakemake", step.output, "--cores", "all", *step.note.get("options", [])]
    commit = step.note.get("commit")
    return (f"git checkout {commit} && " if commit else "") + shlex.join(command)


def _several(steps: list[TraceStep]) -> str:
    """What differs between the steps, in words; empty if nothing does."""
    notes = [step.note for step in steps if step.note]
    counts = {
        "commits": len({note["commit"] for note in notes}),
        "states of uncommitted changes": len({note["edited"] for note in notes}),
        "machines": len({_machine(note) for note in notes}),
        "sets of packages": len({str(note["packages"]) for note in notes}),
    }
    differences = [f"{count} {what}" for what, count in counts.items() if count > 1]
    if unknown := len(steps) - len(notes):
        differences.append(f"{unknown} steps without a note")
    return ", ".join(differences)


def _origin(note: Note) -> Iterator[str]:
    if not note:
        yield "origin    unknown: the job that made it left no note"
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
    yield "steps     from the result back, each with its inputs (sha256) and its other options, and"
    yield "          with its commit, machine and packages where they differ from those above"
    wrote = {step.output: step for step in steps}
    for step in steps:
        yield f"  {step.output}: rule {step.record['rule']}, {_ended(step)}"
        yield from _differences(step.note, steps[0].note)
        for path, checksum in step.inputs.items():
            yield f"    read {path} {checksum or _noted(path, wrote)}{_unknown(path, wrote)}"
        if step.others:
            yield f"    read {step.others} more for other rows"
        for option, values in step.settings.items():
            yield f"    {' '.join([option.removeprefix('--'), *values])}"


def _differences(note: Note, last: Note) -> Iterator[str]:
    """Where a step's note differs from that of the last step."""
    if not note and last:
        yield "    commit, machine and packages unknown: its job left no note"
    if not note or not last:
        return
    if (note["commit"], note["edited"]) != (last["commit"], last["edited"]):
        yield f"    commit {_commit(note)}"
    if _machine(note) != _machine(last):
        yield f"    machine {_machine(note)}"
    here, there = note["packages"], last["packages"]
    names = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    if names:
        yield "    packages " + ", ".join(f"{name} {here.get(name, 'absent')}" for name in names)


def _noted(path: str, wrote: dict[str, TraceStep]) -> str:
    """The hash that the job which wrote a path noted, where Snakemake took none."""
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
