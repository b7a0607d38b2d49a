"""The jobs of the workflow, planned by Snakemake."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.api import SnakemakeApi
from snakemake.exceptions import RuleException, WorkflowError
from snakemake.settings.enums import Quietness
from snakemake.settings.types import (
    ConfigSettings,
    DAGSettings,
    OutputSettings,
    ResourceSettings,
)

from elp.config.root import Config, check_config
from elp.dvc.sections import sections_of
from elp.errors import ElpError


@dataclass(frozen=True)
class Job:
    """A job: its rule, the name of the rule's file without its ending, its files."""

    rule: str
    rule_file: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    outs: tuple[str, ...]  # the file or folder that DVC versions each output in


@dataclass(frozen=True)
class WorkflowPlan:
    """All jobs of `rule all`, the settings, and the sections of them that each rule file reads."""

    jobs: tuple[Job, ...]
    rule_files: tuple[str, ...]  # in the order of the Snakefile
    sections: dict[str, set[str]]
    settings: Config


def plan(configfiles: Sequence[Path] = (), snakefile: Path = Path("Snakefile")) -> WorkflowPlan:
    """Plan every job of `rule all`, whether it has run or not.

    Parameters
    ----------
    configfiles : sequence of Path
        Merged over config/config.yaml, as by Snakemake's `--configfile`.
    snakefile : Path
        The workflow; paths are relative to the working folder.

    Raises
    ------
    ElpError
        If Snakemake cannot plan it; the message is Snakemake's.
    """
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        workflow_api = api.workflow(
            resource_settings=ResourceSettings(cores=1),
            config_settings=ConfigSettings(configfiles=list(configfiles)),
            snakefile=snakefile,
        )
        try:
            workflow_api.dag(DAGSettings())
            # Jobs have no public interface; hence snakemake < 10 in pyproject.toml.
            workflow = workflow_api._workflow
            workflow._prepare_dag(
                forceall=True, ignore_incomplete=True, lock_warn_only=True, nolock=True
            )
            workflow._build_dag()
        except (WorkflowError, RuleException, OSError) as error:
            raise ElpError(f"Snakemake cannot plan `rule all`: {error}") from error
        planned = (_job(job) for job in workflow.dag.jobs if not job.rule.norun)
        jobs = tuple(sorted(planned, key=lambda job: job.outputs))
        rule_files = dict.fromkeys(Path(rule.snakefile).stem for rule in workflow.rules)
        settings = check_config(dict(workflow.config))
    rules: dict[str, set[str]] = {}
    for job in jobs:
        rules.setdefault(job.rule_file, set()).add(job.rule)
    return WorkflowPlan(jobs, tuple(rule_files), sections_of(rules), settings)


def _job(job: Any) -> Job:
    return Job(
        rule=job.rule.name,
        rule_file=Path(job.rule.snakefile).stem,
        inputs=tuple(str(path) for path in job.input),
        outputs=tuple(str(path) for path in job.output),
        outs=tuple(map(rolled, map(str, job.output), map(str, job.rule.output))),
    )


def rolled(path: str, pattern: str) -> str:
    """The file or folder that DVC versions an output in: its data set's, or the output itself.

    It is never a folder that could hold another data set, since stages name all that they version.

    Parameters
    ----------
    path : str
        The output.
    pattern : str
        The output in its rule, with wildcards.

    Examples
    --------
    >>> rolled("results/clips/mine/shard0", "results/clips/{dataset}/shard{shard}")
    'results/clips/mine'
    >>> rolled("results/emotion/mine.csv", "results/emotion/{dataset}.csv")
    'results/emotion/mine.csv'
    >>> rolled("results/gallery/index.html", "results/gallery/index.html")
    'results/gallery/index.html'
    """
    before, wildcard, _ = pattern.partition("{dataset")
    return "/".join(path.split("/")[: before.count("/") + 1]) if wildcard else path
