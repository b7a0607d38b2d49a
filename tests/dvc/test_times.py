"""Times of results that DVC restored."""

import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from elp.dvc.times import read_records, restore_times
from elp.io.files import STAMP

Record = Callable[..., Path]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Write Snakemake's record of an output."""

    def write(output: str, started: float, ended: float, *inputs: str) -> Path:
        folder = tmp_path / ".snakemake/metadata"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / urlsafe_b64encode(output.encode()).decode()
        values = {"starttime": started, "endtime": ended, "input": list(inputs)}
        path.write_text(json.dumps(values))
        return path

    return write


@pytest.fixture
def pulled(tmp_path: Path) -> Path:
    """A folder and a file made from it, restored in the wrong order; jobs ended at 20 and 40."""
    clips = tmp_path / "results/clips"
    clips.mkdir(parents=True)
    (clips / STAMP).touch()
    os.utime(clips / STAMP, (1000, 1000))
    tracks = tmp_path / "results/tracks.parquet"
    tracks.touch()
    os.utime(tracks, (900, 900))
    return tmp_path


def restored(root: Path) -> set[str]:
    return {path.as_posix() for path in restore_times(root / ".snakemake/metadata", root)}


def test_a_folder_gets_the_time_of_its_job(pulled: Path, record: Record) -> None:
    record("results/clips", 10, 20)
    record("results/tracks.parquet", 30, 40, "results/clips")
    assert restored(pulled) == {"results/clips"}
    assert (pulled / "results/clips" / STAMP).stat().st_mtime == 20
    assert (pulled / "results/tracks.parquet").stat().st_mtime == 900
    assert restored(pulled) == set()


def test_an_output_made_before_its_folder_becomes_older_than_it(
    pulled: Path, record: Record
) -> None:
    """The folder was made again, and the machine stopped before the file was."""
    record("results/clips", 50, 60)
    record("results/tracks.parquet", 30, 40, "results/clips")
    assert restored(pulled) == {"results/clips", "results/tracks.parquet"}
    tracks, clips = pulled / "results/tracks.parquet", pulled / "results/clips" / STAMP
    assert tracks.stat().st_mtime < clips.stat().st_mtime


def test_jobs_of_one_group_start_together(pulled: Path, record: Record) -> None:
    """On a cluster Snakemake records the start of the group for all of its jobs."""
    record("results/clips", 10, 20)
    record("results/tracks.parquet", 10, 20.1, "results/clips")
    assert restored(pulled) == {"results/clips"}
    assert (pulled / "results/tracks.parquet").stat().st_mtime == 900


def test_a_half_written_record_is_left_out(pulled: Path, record: Record) -> None:
    path = record("results/clips", 10, 20)
    path.write_text(path.read_text()[:-5])
    assert list(read_records(path.parent)) == []
    assert restored(pulled) == set()


def test_before_the_first_run_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert restored(tmp_path) == set()
