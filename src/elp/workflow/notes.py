"""A note on each result: when, where, from which commit and with which packages it was made.

Notes are kept apart from the results, in results/provenance, and no job reads them, so the results
of two runs stay equal to the byte.
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
# Only code and settings count: tables and dvc.lock change during a run, and data are inputs.
WATCHED = (".", ":!results", ":!data", ":!dvc.lock")


class CodeVersion(NamedTuple):
    """The commit that is checked out, and the files that differ from it, one a line."""

    commit: str | None
    edited: str | None

    @classmethod
    def now(cls) -> "CodeVersion":
        """The state at the start of a job, which later edits do not affect."""
        status = ("--porcelain", "-z", "--no-renames", "--untracked-files=normal")
        # Without locks, since jobs that run at once would block a `git add`.
        listed = _git("--no-optional-locks", "status", *status, "--", *WATCHED)
        commit = _git("rev-parse", "HEAD")
        if listed is None or commit is None:
            return cls(commit, None)
        return cls(commit, "\n".join(entry[3:] for entry in listed.split("\0") if entry))


def note(output: Path, seconds: float, code: CodeVersion) -> None:
    """Write the note of a result of this process, if the result is below results/."""
    path = note_path(output)
    if path is None or not output.exists() or os.environ.get("RANK", "0") != "0":
        return
    with atomic(path) as temporary:
        temporary.write_text(json.dumps(_facts(output, seconds, code), indent=1) + "\n")


def note_path(output: Path) -> Path | None:
    """The path of a result's note; None for what is not below results/.

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
    """Hash of a file, or of a folder's listing by `sha256sum`; None if there is neither.

    Snakemake's time stamp in a folder is left out, since it is written after the job.
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
    """What git prints; None without git or outside a clone."""
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
    """Versions of the project's dependencies that are installed."""
    try:
        dependencies = requires("elp") or []
    except PackageNotFoundError:  # a conda environment has the packages but not this one
        dependencies = [
            "av",
            "librosa",
            "mediapipe",
            "numpy",
            "pandas",
            "scikit-learn",
            "scipy",
            "torch",
        ]
    versions = {}
    for requirement in dependencies:
        name = match(r"[\w.-]+", requirement)
        if name is not None and "extra ==" not in requirement:
            try:
                versions[name[0]] = version(name[0])
            except PackageNotFoundError:
                continue
    return versions
