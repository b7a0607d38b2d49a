"""A clone of the project on a corpus of seconds, with Git and DVC as a user runs them."""

import compileall
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml
from workplace import ROOT, SOURCES

NOTHING = "Nothing to be done"
# Another training setting, and the stages that it leaves alone.
FASTER = ("config/config.yaml", "{log_every: 1,", "{learning_rate: 0.01, log_every: 1,")
BEFORE_TRAINING = {"weights", "videos", "clips", "emotion", "tracking", "features"}
CLEAN = "Data and pipelines are up to date."


@dataclass(frozen=True)
class Clone:
    """A folder under Git and DVC, with results or without."""

    folder: Path

    def run(self, *command: str, succeeds: bool | None = True) -> str:
        """What it printed."""
        result = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, env=environment(self.folder)
        )
        output = result.stdout + result.stderr
        assert succeeds is None or (result.returncode == 0) == succeeds, output[-6000:]
        return output

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments)

    def dvc(self, *arguments: str, succeeds: bool | None = True) -> str:
        return self.run("dvc", *arguments, succeeds=succeeds)

    def snakemake(self, *arguments: str, succeeds: bool = True) -> str:
        return self.run("snakemake", "--cores", "2", *arguments, succeeds=succeeds)

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def read(self, name: str) -> bytes:
        return (self.folder / "results" / name).read_bytes()

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit one of its files."""
        path = self.folder / name
        text = path.read_text()
        assert text.count(old) == 1, f"{name} has {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new))

    def copy(self, folder: Path) -> "Clone":
        """The same with all results and DVC's cache, to be changed; others may look at this one."""
        shutil.copytree(
            self.folder, folder, symlinks=True, dirs_exist_ok=True, ignore=_locks_of_dvc
        )
        return Clone(folder)

    def is_clean(self) -> None:
        """Neither DVC nor Snakemake has anything to do."""
        assert CLEAN in (status := self.dvc("status")), status
        assert NOTHING in (plan := self.snakemake("--dry-run")), plan[-3000:]


def _locks_of_dvc(folder: str, names: list[str]) -> set[str]:
    return {"tmp"} & set(names) if Path(folder).name == ".dvc" else set()


def new_clone(folder: Path) -> Clone:
    """The code and settings under test, committed, with the dvc.yaml of these settings."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in (*SOURCES, ".dvc", ".dvcignore", ".gitignore", "constraints.txt"):
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "cache", "tmp")
            shutil.copytree(ROOT / source, folder / source, ignore=ignored)
        else:
            shutil.copy(ROOT / source, folder / source)
    shutil.copy(ROOT / "tests/end_to_end/versioned.yaml", folder / "config/config.yaml")
    compileall.compile_dir(folder / "src", quiet=1)
    clone = Clone(folder)
    clone.git("init", "--quiet")
    clone.run(sys.executable, "-m", "elp", "dvc")
    clone.commit("Code and settings")
    return clone


def environment(folder: Path) -> dict[str, str]:
    """The tests' environment, with the clone's own code, and nothing of the user's."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    who = {
        f"GIT_{role}_{what}": "elp@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return {
        **os.environ,
        **who,
        "PATH": path,
        "PYTHONPATH": str(folder / "src"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "DVC_NO_ANALYTICS": "1",
        "OMP_NUM_THREADS": "1",
    }


def stages_run(output: str) -> list[str]:
    """Stages whose command `dvc repro` ran."""
    return re.findall(r"^Running stage '(\w+)'", output, re.MULTILINE)


def jobs_run(output: str) -> set[str]:
    """Rules of the jobs that Snakemake finished."""
    return set(re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)", output, re.MULTILINE))


def stages_of(clone: Clone) -> list[str]:
    return list(yaml.safe_load((clone.folder / "dvc.yaml").read_text())["stages"])
