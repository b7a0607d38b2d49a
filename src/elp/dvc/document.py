"""The text of dvc.yaml."""

import shlex
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from elp.config.root import Config
from elp.dvc.dag import Job, WorkflowPlan
from elp.dvc.declared import IMAGES, IN_GIT, METRICS
from elp.dvc.sharing import kept_back, matches, shows_people
from elp.dvc.stages import Stage
from elp.workflow.notes import FOLDER
from elp.workflow.records import RECORDS

SETTINGS = "config/config.yaml"
HEADER = """\
# Made from the Snakemake DAG by `python -m elp dvc`: do not edit. How to use it: docs/dvc.md.
# Each stage asks coarsely; Snakemake, which it calls, knows which of its jobs must run.
"""


def render(plan: WorkflowPlan, stages: Sequence[Stage], configfiles: Sequence[Path] = ()) -> str:
    """dvc.yaml, with a last stage that versions Snakemake's records of all jobs.

    Parameters
    ----------
    plan : WorkflowPlan
        All jobs and the settings.
    stages : sequence of Stage
        In an order in which each comes after those that it needs.
    configfiles : sequence of Path
        Settings merged over config/config.yaml: options of every command, watched as a whole.
    """
    document = {
        "stages": {
            **{stage.name: _stage(stage, configfiles, plan.settings) for stage in stages},
            "provenance": _provenance(stages, configfiles),
        },
        "plots": _plots(plan.jobs),
    }
    return HEADER + yaml.safe_dump(
        document, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None
    )


def _stage(stage: Stage, configfiles: Sequence[Path], settings: Config) -> dict[str, Any]:
    outs = {path: _flags(path, settings) for path in stage.outputs}
    commands = [f"{_snakemake(configfiles)} --until {' '.join(rules)}" for rules in stage.targets]
    entry: dict[str, Any] = {
        "desc": stage.about,
        "cmd": commands[0] if len(commands) == 1 else commands,
        "deps": list(stage.dependencies),
        "params": _params(_watched(stage), configfiles),
        "outs": [{path: flags} for path, flags in outs.items() if path not in METRICS],
    }
    if metrics := [{path: flags} for path, flags in outs.items() if path in METRICS]:
        entry["metrics"] = metrics
    return entry


def _provenance(stages: Sequence[Stage], configfiles: Sequence[Path]) -> dict[str, Any]:
    """Snakemake's records: without them a pulled clone would run everything again.

    Its dependencies are those of all stages, so that no stage can run and leave it out.
    """
    outs = [path for stage in stages for path in stage.outputs]
    return {
        "desc": "What Snakemake knows of each result: code, inputs, settings, times.",
        "cmd": _snakemake(configfiles),
        "deps": ["Snakefile", "rules", "workflow", "src/elp", "scripts", *sorted(outs)],
        "params": _params(sorted({s for stage in stages for s in _watched(stage)}), configfiles),
        "outs": [{path: {"persist": True}} for path in (RECORDS.as_posix(), FOLDER.as_posix())],
    }


def _snakemake(configfiles: Sequence[Path]) -> str:
    """The command without targets; one `--configfile`, since Snakemake uses the last of several."""
    files = [shlex.quote(path.as_posix()) for path in configfiles]
    return " ".join(["snakemake --cores all", *(["--configfile", *files] if files else [])])


def _watched(stage: Stage) -> list[str]:
    """Sections that its rules read, and `sharing` if its outputs show people."""
    people = any(shows_people(path) for path in stage.outputs)
    return sorted({*stage.sections, *(["sharing"] if people else [])})


def _params(sections: Sequence[str], configfiles: Sequence[Path]) -> list[dict[str, Any]]:
    """Sections of config/config.yaml, and other settings files whole: they may gain sections."""
    return [{SETTINGS: list(sections)}, *({path.as_posix(): None} for path in configfiles)]


def _flags(path: str, settings: Config) -> dict[str, bool]:
    """How DVC keeps an output; it stays during a run, since Snakemake decides what is made anew."""
    flags = {"persist": True}
    if matches(path, IN_GIT):
        flags["cache"] = False
    elif kept_back(path, settings):
        flags["push"] = False
    return flags


def _plots(jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """Training curves of each data set and of the renderer, Table 3, Figure 8, and pictures."""
    outputs = sorted(path for job in jobs for path in job.outputs)
    plots: list[dict[str, Any]] = []
    curves: dict[str, dict[str, str]] = {}
    for path in outputs:
        if PurePosixPath(path).name == "training.csv":
            where = path.split("/")[1:3] if path.startswith("results/models") else ["renderer"]
            curves.setdefault("training/" + "/".join(where), {})[path] = "total"
    for title, lines in curves.items():
        plots.append({title: {"x": "step", "y": lines, "x_label": "step", "y_label": "loss"}})
    bars = {"template": "bar_horizontal"}
    if "results/table3.csv" in outputs:
        for metric in ("fd", "rpcc"):
            y = {"results/table3.csv": "method"}
            plots.append({f"table3/{metric}": {"x": metric, "y": y, **bars}})
    if "results/figure8.csv" in outputs:
        y = {"results/figure8.csv": "emotion"}
        plots.append({"emotions": {"x": "share", "y": y, **bars}})
    return plots + [{path: None} for path in IMAGES if path in outputs]
