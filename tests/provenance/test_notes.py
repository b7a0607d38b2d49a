"""Notes on where results come from."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from elp.cli import job
from elp.provenance.notes import note_path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(output: Path) -> dict[str, object]:
    """What a script notes that writes this."""
    with job("made_up", output):
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text("1,2\n")
    path = note_path(output)
    assert path is not None
    found: dict[str, object] = json.loads(path.read_text())
    return found


def test_a_job_notes_what_it_wrote_and_with_what(place: Path) -> None:
    found = make(Path("results/deep/table.csv"))
    assert found["output"] == "results/deep/table.csv"
    assert found["sha256"] == hashlib.sha256(b"1,2\n").hexdigest()
    assert found["commit"] is None  # no clone here
    packages = found["packages"]
    assert isinstance(packages, dict)
    assert {"numpy", "torch"} <= set(packages)


def test_the_commit_and_files_edited_since_are_noted(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(key, "elp@example.org")
    (place / "code.py").write_text("1\n")
    for command in ("init -q", "add code.py", "commit -q -m first"):
        subprocess.run(["git", *command.split()], check=True)
    (place / "code.py").write_text("2\n")
    found = make(Path("results/table.csv"))
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    assert found["commit"] == commit.stdout.strip()
    assert found["edited"] == "code.py"


def test_other_ranks_and_other_places_leave_no_note(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = place / "elsewhere.csv"
    with job("made_up", elsewhere):
        elsewhere.touch()
    monkeypatch.setenv("RANK", "1")
    with job("made_up", "results/table.csv"):
        Path("results").mkdir()
        Path("results/table.csv").touch()
    assert not (place / "results/provenance").exists()
