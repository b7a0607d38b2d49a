"""Requests of Snakemake to SLURM: jobs that wait on a drained node."""

import subprocess
from pathlib import Path

import yaml
from slurm import one_node
from slurm.queue import printed, start
from workplace import ROOT, Workplace


def asked(
    workplace: Workplace,
    *targets: str,
    jobs: int,
    changed: dict[str, dict[str, object]] | None = None,
) -> list[str]:
    """The text of `scontrol` about the first jobs of the targets, in the order of comments.

    Parameters
    ----------
    workplace : Workplace
        Where Snakemake runs; it is stopped, and its jobs cancelled, once they are in the queue.
    targets : str
        Files to make.
    jobs : int
        Number of jobs to wait for.
    changed : dict, optional
        Resources of rules that replace those of the profile.
    """
    profile = yaml.safe_load((ROOT / "profiles/slurm/profile.yaml").read_text())
    for rule, resources in (changed or {}).items():
        profile["set-resources"][rule] |= resources
    (workplace.folder / "own").mkdir(exist_ok=True)
    (workplace.folder / "own/profile.yaml").write_text(yaml.safe_dump(profile))
    one_node.drain()
    run = start(workplace.folder, *workplace.command(*targets, "--profile", "own"))
    try:
        run.wait_for(lambda: len(run.jobs("")) >= jobs)
        queued = sorted(run.jobs(""), key=lambda job: job.comment)
        return [printed("scontrol", "--oneliner", "show", "job", job.number) for job in queued]
    finally:
        run.process.kill()
        run.process.wait()
        for job in run.jobs(""):
            subprocess.run(["scancel", job.number], check=True)
        one_node.resume()


def touch(path: Path, megabytes: int = 0) -> None:
    """Make a sparse file of this size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(megabytes * 1024**2)
