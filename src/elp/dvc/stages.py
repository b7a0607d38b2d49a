"""Stages of dvc.yaml: one a rule file, so that DVC asks coarsely and Snakemake answers finely."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from elp.dvc.dag import Job, WorkflowPlan
from elp.errors import ElpError

CODE = ("src/", "scripts/")


@dataclass(frozen=True)
class Stage:
    """The jobs of a rule file."""

    name: str
    about: str
    targets: tuple[tuple[str, ...], ...]  # rules to run until, in as many runs of Snakemake
    dependencies: tuple[str, ...]
    sections: tuple[str, ...]
    outputs: tuple[str, ...]


def stages_of(plan: WorkflowPlan, root: Path = Path()) -> list[Stage]:
    """Group the jobs by rule file, each after those that it needs.

    Parameters
    ----------
    plan : WorkflowPlan
        All jobs, and the sections of the settings that each rule file reads.
    root : Path
        Root of the repository, where the rule files lie.

    Raises
    ------
    ElpError
        If two rule files write one file or folder, or need one another.
    """
    owners = _owners(plan.jobs)
    outs = {path: out for job in plan.jobs for path, out in zip(job.outputs, job.outs, strict=True)}
    jobs = {name: [job for job in plan.jobs if job.rule_file == name] for name in plan.rule_files}
    needs = {name: _needs(found, outs) for name, found in jobs.items() if found}
    return [
        Stage(
            name=name,
            about=_about(root / f"rules/{name}.smk"),
            targets=targets_of(jobs[name]),
            dependencies=_dependencies(name, jobs[name], needs[name], owners),
            sections=tuple(sorted(plan.sections.get(name, ()))),
            outputs=tuple(sorted(out for out, owner in owners.items() if owner == name)),
        )
        for name in _ordered(needs, owners)
    ]


def targets_of(jobs: Sequence[Job]) -> tuple[tuple[str, ...], ...]:
    """Rules that `--until` must name for all of these jobs to run, for each run of Snakemake.

    Named are rules with a job that no other of the jobs reads. Two of them of which one reads the
    other need two runs: Snakemake starts nothing behind a rule that `--until` names.

    Examples
    --------
    >>> train = Job("train", "models", (), ("m",), ("m",))
    >>> bundle = Job("bundle", "models", ("m",), ("b",), ("b",))
    >>> targets_of([train, bundle])
    (('bundle',),)
    >>> targets_of([train, bundle, Job("train", "models", (), ("n",), ("n",))])
    (('train',), ('bundle',))
    """
    makers = {path: job.rule for job in jobs for path in job.outputs}
    reads: dict[str, set[str]] = {job.rule: set() for job in jobs}
    for job in jobs:
        reads[job.rule] |= {makers[path] for path in job.inputs if path in makers}
    read = {path for job in jobs for path in job.inputs}
    named = {job.rule for job in jobs if not read & set(job.outputs)}
    ordered = [rule for rule in TopologicalSorter(reads).static_order() if rule in named]
    runs: list[set[str]] = []
    for rule in ordered:
        before = _ancestors(rule, reads)
        run = max((i + 1 for i, rules in enumerate(runs) if rules & before), default=0)
        runs[run : run + 1] = [{rule, *(runs[run] if run < len(runs) else ())}]
    return tuple(tuple(sorted(rules)) for rules in runs)


def _ancestors(rule: str, reads: dict[str, set[str]]) -> set[str]:
    """Every rule that it reads, directly or not."""
    found: set[str] = set()
    waiting = list(reads[rule])
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting.extend(reads[name])
    return found


def _owners(jobs: Sequence[Job]) -> dict[str, str]:
    """The one rule file that writes each versioned file or folder."""
    owners: dict[str, str] = {}
    for job in jobs:
        for path, out in zip(job.outputs, job.outs, strict=True):
            owner = owners.setdefault(out, job.rule_file)
            if owner != job.rule_file:
                raise ElpError(
                    f"{out} would be in two stages of dvc.yaml: rules/{owner}.smk and "
                    f"rules/{job.rule_file}.smk write into it ({path}); give one its own folder"
                )
    return owners


def _needs(jobs: Sequence[Job], outs: dict[str, str]) -> dict[str, str]:
    """What the jobs read: results by the file or folder they are versioned in, other files as is.

    The value is the path that was asked for, to name it where something is wrong.
    """
    found: dict[str, str] = {}
    for job in jobs:
        for path in job.inputs:
            if not path.startswith(CODE):
                found.setdefault(outs.get(path, path), path)
    return found


def _dependencies(
    name: str, jobs: Sequence[Job], needs: dict[str, str], owners: dict[str, str]
) -> tuple[str, ...]:
    scripts = {path for job in jobs for path in job.inputs if path.startswith("scripts/")}
    others = {path for path in needs if owners.get(path) != name}
    return (f"rules/{name}.smk", "workflow", "src/elp", *sorted(scripts), *sorted(others))


def _ordered(needs: dict[str, dict[str, str]], owners: dict[str, str]) -> list[str]:
    """Names in the order of the Snakefile, each moved behind what it needs."""
    after = {
        name: {owners[path] for path in found if path in owners} - {name}
        for name, found in needs.items()
    }
    ordered: list[str] = []
    while len(ordered) < len(after):
        ready = [n for n in after if n not in ordered and after[n] <= set(ordered)]
        if not ready:
            left = {name: sorted(after[name] - set(ordered)) for name in after}
            circle = "; ".join(
                f"rules/{name}.smk needs {', '.join(others)}"
                for name, others in left.items()
                if others and name not in ordered
            )
            raise ElpError(
                f"rule files need one another, so that no order of stages is right: {circle}; "
                "move the rule that closes the circle into a rule file of its own"
            )
        ordered.append(ready[0])
    return ordered


def _about(path: Path) -> str:
    """The first line of a rule file's docstring."""
    found = re.match(r'"""(.*?)(?:"""|\n)', path.read_text())
    return found[1] if found else path.stem
