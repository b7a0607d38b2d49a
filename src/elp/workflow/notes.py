"""A note beside each result: when, where, from which commit and with which packages it was made.

Notes lie apart from the results, in results/provenance, and nothing reads them to compute: the
results of two runs stay equal to the byte.
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from re import match
from typing import Any, NamedTuple

from elp.io.files import STAMP, atomic

FOLDER = Path("results/provenance")
OPTIONS = "ELP_SNAKEMAKE_OPTIONS"  # set by workflow/common.smk
# Tables and dvc.lock change while a run goes on, and data are inputs; code and settings count.
WATCHED = (".", ":!results", ":!data", ":!dvc.lock")


class CodeVersion(NamedTuple):
    """The commit that is checked out, and the files that differ from it, one a line."""

    commit: str | None
    edited: str | None

    @classmethod
    def now(cls) -> "CodeVersion":
        """Asked at the start of a job: what is edited while it runs comes too late for it."""
        status = ("--porcelain", "-z", "--no-renames", "--untracked-files=normal")
        # Without locks, or jobs that ask at once would get into the way of a `git add`.
        listed = _git("--no-optional-locks", "status", *status, "--", *WATCHED)
        commit = _git("rev-parse", "HEAD")
        if listed is None or commit is None:
            return cls(commit, None)
        return cls(commit, "\n".join(entry[3:] for entry in listed.split("\0") if entry))


def note(output: Path, seconds: float, code: CodeVersion) -> None:
    """Note where a result of this process comes from; what is not below results/ has no note."""
    path = note_path(output)
    if path is None or not output.exists() or os.environ.get("RANK", "0") != "0":
        return
    with atomic(path) as temporary:
        temporary.write_text(json.dumps(_facts(output, seconds, code), indent=1) + "\n")


def note_path(output: Path) -> Path | None:
    """Where the note of a result lies.

    Examples
    --------
    >>> note_path(Path("results/clips/mine/shard0")).as_posix()
    'results/provenance/clips/mine/shard0.json'
    >>> note_path(Path("elsewhere/a.csv"))
    """
    if output.is_absolute() or output.parts[:1] != ("results",):
        return None
    name = output.relative_to("results")
    return FOLDER / name.with_name(f"{name.name}.json")


def sha256(path: Path) -> str | None:
    """Hash of a file; of a folder that of its files' names and hashes, as `sha256sum` lists them.

    Snakemake's time stamp in a folder is left out: it comes after the job.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and p.name != STAMP)
        lines = (f"{sha256(file)}  {file.relative_to(path).as_posix()}\n" for file in files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _facts(output: Path, seconds: float, code: CodeVersion) -> dict[str, Any]:
    return {
        "output": output.as_posix(),
        "sha256": sha256(output),
        "ended": time.time(),
        "seconds": round(seconds, 3),
        "command": ["python", *sys.argv],
        "options": json.loads(os.environ.get(OPTIONS, "[]")),
        "commit": code.commit,
        "edited": code.edited,
        "machine": _machine(),
        "packages": _packages(),
    }


def _git(*arguments: str) -> str | None:
    """What git says; nothing where there is no git or no clone."""
    command: Sequence[str] = ("git", *arguments)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.rstrip("\n")


def _machine() -> dict[str, Any]:
    torch = sys.modules.get("torch")
    gpu = torch is not None and torch.cuda.is_available()
    return {
        "name": platform.node(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "gpu": torch.cuda.get_device_name() if torch is not None and gpu else None,
        "python": platform.python_version(),
    }


def _packages() -> dict[str, str]:
    """Versions of what the project asks for, as far as it is installed."""
    try:
        wanted = requires("elp") or []
    except PackageNotFoundError:  # a conda environment has the packages but not this one
        wanted = ["av", "librosa", "mediapipe", "numpy", "pandas", "scikit-learn", "scipy", "torch"]
    found = {}
    for requirement in wanted:
        name = match(r"[\w.-]+", requirement)
        if name is not None and "extra ==" not in requirement:
            try:
                found[name[0]] = version(name[0])
            except PackageNotFoundError:
                continue
    return found
