"""Results of an earlier version, made by the tests."""

import json
import subprocess
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from elp.errors import ElpError
from elp.tracking.face_model import FaceModel
from elp.workflow.notes import note_path, sha256
from elp.workflow.records import RECORDS
from elp.workflow.upgrade import move_results, rewrite_face_models, touch

MOVED = {"results/renderer/scores": "results/reconstruction"}
SCORES = "vico/still.csv"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str = "") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def write_note(output: str, **facts: Any) -> Path:
    path = note_path(Path(output))
    assert path is not None
    return write(path.as_posix(), json.dumps({"output": output, **facts}))


def write_record(output: str) -> Path:
    return write((RECORDS / urlsafe_b64encode(output.encode()).decode()).as_posix(), "{}")


def old_face_model(path: str) -> Path:
    """A face model as it was: with `identity`, without `field_of_view`."""
    file = write(path)
    np.savez_compressed(
        file,
        sha256=np.asarray("of these arrays"),
        name=np.asarray("made up"),
        licence=np.asarray("none"),
        template=np.eye(3),
        triangles=np.array([[0, 1, 2]]),
        expression=np.zeros((3, 3, 2)),
        deviation=np.ones(2),
        identity=np.zeros((3, 3, 0)),
        landmarks=np.arange(3),
        landmark_triangle=np.zeros(3, np.int64),
        landmark_weights=np.eye(3),
        alignment=np.ones(3),
        blink=np.zeros(2),
    )
    return file


def test_files_move_with_their_notes_and_without_their_records() -> None:
    old, new = (f"{folder}/{SCORES}" for folder in next(iter(MOVED.items())))
    write(old, "scores")
    note, record = write_note(old, commit="c0"), write_record(old)
    assert move_results(MOVED) == [Path(new)]
    assert Path(new).read_text() == "scores"
    moved = note_path(Path(new))
    assert moved is not None
    assert json.loads(moved.read_text()) == {"output": new, "commit": "c0"}
    assert not note.exists()
    assert not record.exists()
    assert not Path("results/renderer").exists()
    assert not Path("results/provenance/renderer").exists()
    assert move_results(MOVED) == []


def test_a_move_that_was_cut_short_is_finished() -> None:
    old, new = (f"{folder}/{SCORES}" for folder in next(iter(MOVED.items())))
    write(old, "scores")
    write_note(new)  # its note had moved
    write("results/reconstruction/vico/warp.csv", "moved before")
    assert move_results(MOVED) == [Path(new)]
    assert Path("results/reconstruction/vico/warp.csv").read_text() == "moved before"


def test_a_file_that_is_there_already_is_kept() -> None:
    old, new = (f"{folder}/{SCORES}" for folder in next(iter(MOVED.items())))
    write(old, "old")
    write(new, "new")
    assert move_results(MOVED) == []
    assert (Path(old).read_text(), Path(new).read_text()) == ("old", "new")


def test_face_models_get_the_field_of_view_that_they_were_made_with() -> None:
    by_note = old_face_model("results/tracking/vico/face_model.npz")
    command = ["python", "scripts/learn.py", "--settings", '{"field_of_view": 50}', "--output", "x"]
    note = write_note(by_note.as_posix(), command=command, sha256=sha256(by_note))
    by_settings = old_face_model("results/tracking/l2l/face_model.npz")
    write("config/config.yaml", "tracking: {field_of_view: 60}\n")
    own = write("config/own.yaml", "tracking: {field_of_view: 70}\n")
    listener = old_face_model("results/listener/face_model.npz")
    write("results/listener/about.json", json.dumps({"tracking": {"field_of_view": 40}}))
    note_of_listener = write_note("results/listener", sha256="before")
    assert rewrite_face_models([own]) == [by_settings, by_note, listener]
    fields = [FaceModel.load(path).field_of_view for path in (by_note, by_settings, listener)]
    assert fields == [50.0, 70.0, 40.0]
    with np.load(by_note) as archive:
        assert "identity" not in archive.files
    assert json.loads(note.read_text())["sha256"] == sha256(by_note)
    assert json.loads(note_of_listener.read_text())["sha256"] == sha256(Path("results/listener"))
    before = by_note.read_bytes()
    assert rewrite_face_models([own]) == []
    assert by_note.read_bytes() == before


def test_a_damaged_face_model_is_named() -> None:
    write("results/tracking/vico/face_model.npz", "damaged")
    with pytest.raises(ElpError, match=r"vico/face_model\.npz: not a readable face model; delete"):
        rewrite_face_models()


def test_snakemake_touches_with_the_same_settings_and_absent_results_get_no_record() -> None:
    write_record("results/kept_back")
    write("results/table1.csv")
    commands = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command[1:])
        for output in ("results/table1.csv", "results/table2.csv", "results/kept_back"):
            write_record(output)
        return subprocess.CompletedProcess(command, 0, "", "")

    touch([Path("config/own.yaml")], run)
    expected = "-m snakemake --touch --cores 1 --configfile config/own.yaml"
    assert commands == [expected.split()]
    left = {path.name for path in RECORDS.iterdir()}
    assert left == {
        urlsafe_b64encode(output.encode()).decode()
        for output in ("results/table1.csv", "results/kept_back")
    }


def test_an_error_of_snakemake_is_shown() -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "locked\n")

    with pytest.raises(ElpError, match=r"could not mark the results as current:\nlocked$"):
        touch((), run)
