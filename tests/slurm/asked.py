"""What Snakemake asks SLURM for: jobs that wait, since the node is drained."""

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
    """What `scontrol` tells of the jobs that the targets want first, in the order of comments.

    Parameters
    ----------
    workplace : Workplace
        Snakemake is stopped there once the jobs are in the queue, and they are cancelled.
    targets : str
        Files to make.
    jobs : int
        How many jobs are waited for.
    changed : dict, optional
        Resources of rules that differ from those of the profile.
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
        found = sorted(run.jobs(""), key=lambda job: job.comment)
        return [printed("scontrol", "--oneliner", "show", "job", job.number) for job in found]
    finally:
        run.process.kill()
        run.process.wait()
        for job in run.jobs(""):
            subprocess.run(["scancel", job.number], check=True)
        one_node.resume()


def touch(path: Path, megabytes: int = 0) -> None:
    """A file that takes no room on the disk, whatever its size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(megabytes * 1024**2)
