"""Snakemake on SLURM, seen by its log and by the queue."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from versioned import environment

# Settings of the profile for tests only: frequent looks at the queue.
QUICK = {"slurm-init-seconds-before-status-checks": 2, "seconds-between-status-checks": 2}
SAID = "slurm.log"
PATIENCE = 600  # seconds to wait at most


@dataclass(frozen=True)
class Job:
    """A job as squeue shows it."""

    number: str
    state: str
    partition: str
    memory: str
    limit: str
    comment: str


@dataclass(frozen=True)
class Run:
    """Snakemake running on SLURM."""

    folder: Path
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        return (self.folder / SAID).read_text()

    def jobs(self, kind: str) -> list[Job]:
        """Its jobs of a rule or group, ended ones included, oldest first."""
        form = "--format=%Z|%i|%T|%P|%m|%l|%k"
        listed = printed("squeue", "--noheader", "--states=all", "--sort=i", form)
        lines = [line.split("|", 6) for line in listed.splitlines()]
        jobs = [Job(*words[1:]) for words in lines if words[0] == str(self.folder)]
        return [job for job in jobs if kind in job.comment]

    def wait_for(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None, self.said()[-6000:]
            assert time.monotonic() < end, self.said()[-6000:]
            time.sleep(0.01)

    def finish(self) -> None:
        assert self.process.wait(timeout=PATIENCE) == 0, self.said()[-6000:]


def start(folder: Path, *command: str) -> Run:
    """Start a command on SLURM, with SNAKEMAKE_PROFILE set."""
    profiled = environment(folder) | {"SNAKEMAKE_PROFILE": "profiles/slurm"}
    with (folder / SAID).open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=profiled, stdout=log, stderr=log)
    return Run(folder, process)


def printed(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def hurry(folder: Path, **training: object) -> None:
    """Change a workplace's copy of the profile: QUICK, and other resources of the training."""
    path = folder / "profiles/slurm/profile.yaml"
    profile = yaml.safe_load(path.read_text()) | QUICK
    profile["set-resources"]["train_model"] |= training
    path.write_text(yaml.safe_dump(profile))
