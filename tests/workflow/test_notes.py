"""Notes on the origin of results."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from elp.io.files import STAMP
from elp.workflow.job import job
from elp.workflow.notes import note_path, sha256


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commit_all(place: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]) -> None:
    """A clone with these files."""
    for key in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(key, "elp@example.org")
    for name, text in files.items():
        (place / name).write_text(text)
    for command in ("init -q", "add --all", "commit -q -m first"):
        subprocess.run(["git", *command.split()], check=True)


def make(output: Path) -> dict[str, object]:
    """The note of a script that writes this text."""
    with job("made_up", output):
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text("1,2\n")
    path = note_path(output)
    assert path is not None
    found: dict[str, object] = json.loads(path.read_text())
    return found


def test_a_note_names_output_command_and_packages(place: Path) -> None:
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
    commit_all(place, monkeypatch, {"code.py": "1\n"})
    (place / "code.py").write_text("2\n")
    found = make(Path("results/table.csv"))
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    assert found["commit"] == commit.stdout.strip()
    assert found["edited"] == "code.py"


def test_other_ranks_and_outputs_elsewhere_leave_no_note(
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


def test_new_files_count_as_edits_but_results_data_and_ignored_files_do_not(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_all(place, monkeypatch, {"code.py": "1\n", ".gitignore": "*.log\n", "old.py": ""})
    for name in ("config/own.yaml", "a b.py", "run.log", "data/clips.csv", "dvc.lock"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).touch()
    (place / "old.py").unlink()
    index = (place / ".git/index").stat().st_mtime_ns
    assert make(Path("results/table.csv"))["edited"] == "old.py\na b.py\nconfig/"
    assert (place / ".git/index").stat().st_mtime_ns == index


def test_edits_during_a_job_are_not_noted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit_all(place, monkeypatch, {"code.py": "1\n"})
    output = place / "results/table.csv"
    with job("made_up", output.relative_to(place)):
        output.parent.mkdir()
        output.touch()
        (place / "code.py").write_text("2\n")
    note = json.loads((place / "results/provenance/table.csv.json").read_text())
    assert note["edited"] == ""


def test_a_folder_has_a_hash_of_names_and_contents(place: Path) -> None:
    folder = place / "results/clips"
    folder.mkdir(parents=True)
    (folder / "b.csv").write_text("1\n")
    (folder / "a.csv").write_text("2\n")
    listing = "".join(
        f"{hashlib.sha256(text).hexdigest()}  {name}\n"
        for name, text in (("a.csv", b"2\n"), ("b.csv", b"1\n"))
    )
    before = sha256(folder)
    assert before == hashlib.sha256(listing.encode()).hexdigest()
    (folder / STAMP).touch()
    assert sha256(folder) == before
    (folder / "b.csv").rename(folder / "c.csv")
    assert sha256(folder) != before
    assert sha256(folder / "b.csv") is None
