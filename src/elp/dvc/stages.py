"""Stages of dvc.yaml, one per rule file: DVC compares coarsely, Snakemake plans finely."""

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
    targets: tuple[tuple[str, ...], ...]  # rules to run until, for each run of Snakemake
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
        Root of the repository.

    Raises
    ------
    ElpError
        If two rule files write to the same file or folder, or need each other.
    """
    owners = _owners(plan.jobs)
    outs = {path: out for job in plan.jobs for path, out in zip(job.outputs, job.outs, strict=True)}
    jobs = {name: [job for job in plan.jobs if job.rule_file == name] for name in plan.rule_files}
    needs = {name: _needs(own, outs) for name, own in jobs.items() if own}
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
    """Rules that `--until` must name so that all of these jobs run, for each run of Snakemake.

    These are the rules with a job whose outputs no other job here reads. If one of them depends on
    another, two runs are needed: Snakemake runs nothing after a rule that `--until` names.

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
    """Every rule that it depends on, directly or not."""
    ancestors: set[str] = set()
    waiting = list(reads[rule])
    while waiting:
        if (name := waiting.pop()) not in ancestors:
            ancestors.add(name)
            waiting.extend(reads[name])
    return ancestors


def _owners(jobs: Sequence[Job]) -> dict[str, str]:
    """The rule file that writes each versioned file or folder."""
    owners: dict[str, str] = {}
    for job in jobs:
        for path, out in zip(job.outputs, job.outs, strict=True):
            owner = owners.setdefault(out, job.rule_file)
            if owner != job.rule_file:
                raise ElpError(
                    f"{out} would be in two stages of dvc.yaml: rules/{owner}.smk and "
                    f"rules/{job.rule_file}.smk write to it ({path}); use another folder in one"
                )
    return owners


def _needs(jobs: Sequence[Job], outs: dict[str, str]) -> dict[str, str]:
    """The file or folder that versions each input of the jobs, code aside, and the input."""
    needs: dict[str, str] = {}
    for job in jobs:
        for path in job.inputs:
            if not path.startswith(CODE):
                needs.setdefault(outs.get(path, path), path)
    return needs


def _dependencies(
    name: str, jobs: Sequence[Job], needs: dict[str, str], owners: dict[str, str]
) -> tuple[str, ...]:
    scripts = {path for job in jobs for path in job.inputs if path.startswith("scripts/")}
    others = {path for path in needs if owners.get(path) != name}
    return (f"rules/{name}.smk", "workflow", "src/elp", *sorted(scripts), *sorted(others))


def _ordered(needs: dict[str, dict[str, str]], owners: dict[str, str]) -> list[str]:
    """Names in the order of the Snakefile, each after those that it needs."""
    after = {
        name: {owners[path] for path in paths if path in owners} - {name}
        for name, paths in needs.items()
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
                f"rule files depend on each other, so stages have no order: {circle}; move the "
                "rule that closes the circle into a rule file of its own"
            )
        ordered.append(ready[0])
    return ordered


def _about(path: Path) -> str:
    """The first line of a rule file's docstring."""
    line = re.match(r'"""(.*?)(?:"""|\n)', path.read_text())
    return line[1] if line else path.stem
