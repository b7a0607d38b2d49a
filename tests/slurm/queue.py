"""Snakemake at work on SLURM, as a test sees it: by what it says, and by the queue."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from versioned import environment

# What only a test wants of the profile: quick looks at the queue.
QUICK = {"slurm-init-seconds-before-status-checks": 2, "seconds-between-status-checks": 2}
SAID = "slurm.log"
PATIENCE = 600  # seconds until something that is waited for must have come


@dataclass(frozen=True)
class Job:
    """What squeue tells of a job."""

    number: str
    state: str
    partition: str
    memory: str
    limit: str
    comment: str


@dataclass(frozen=True)
class Run:
    """Snakemake at work on SLURM."""

    folder: Path
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        return (self.folder / SAID).read_text()

    def jobs(self, kind: str) -> list[Job]:
        """Its jobs of a rule or group, the ended among them, oldest first."""
        form = "--format=%Z|%i|%T|%P|%m|%l|%k"
        listed = printed("squeue", "--noheader", "--states=all", "--sort=i", form)
        lines = [line.split("|", 6) for line in listed.splitlines()]
        found = [Job(*words[1:]) for words in lines if words[0] == str(self.folder)]
        return [job for job in found if kind in job.comment]

    def wait_for(self, seen: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not seen():
            assert self.process.poll() is None, self.said()[-6000:]
            assert time.monotonic() < end, self.said()[-6000:]
            time.sleep(0.01)

    def finish(self) -> None:
        assert self.process.wait(timeout=PATIENCE) == 0, self.said()[-6000:]


def start(folder: Path, *command: str) -> Run:
    """A command on SLURM, as a user types it once SNAKEMAKE_PROFILE is set."""
    profiled = environment(folder) | {"SNAKEMAKE_PROFILE": "profiles/slurm"}
    with (folder / SAID).open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=profiled, stdout=log, stderr=log)
    return Run(folder, process)


def printed(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def hurry(folder: Path, **training: object) -> None:
    """Change a workplace's own copy of the profile: QUICK, other resources of the training."""
    path = folder / "profiles/slurm/profile.yaml"
    profile = yaml.safe_load(path.read_text()) | QUICK
    profile["set-resources"]["train_model"] |= training
    path.write_text(yaml.safe_dump(profile))
