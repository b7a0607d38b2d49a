"""Faulty videos are left out with their reason, and the rest goes through to a table."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml
from workplace import Workplace

from elp.datasets.canonical_sheet import read_canonical, write_clip_sheet
from elp.media.ffmpeg_process import ffmpeg_exe

pytestmark = pytest.mark.workflow

METHODS = ["gt", "elp"]


def corpus_with_faults(finished: Workplace, root: Path) -> None:
    """The finished corpus as a user's folder, with a faulty listener in some training clips."""
    source = finished.folder / "results/videos/sample_vico"
    shutil.copytree(source, root)
    clips = read_canonical(source / "clips.csv")
    train = [clip for clip in clips if clip.split == "train"]
    double = next(clip for clip in clips if clip.split == "test")
    faults = {"empty": train[0], "truncated": train[1], "text": train[2]}
    (root / faults["empty"].listener_video).write_bytes(b"")
    whole = (root / faults["truncated"].listener_video).read_bytes()
    (root / faults["truncated"].listener_video).write_bytes(whole[: len(whole) // 2])
    (root / faults["text"].listener_video).write_text("this is no video\n" * 100)
    silent, faceless = train[3].speaker_video, train[4].listener_video
    _ffmpeg("-i", source / silent, "-an", "-c:v", "copy", root / silent)
    grey = ("-f", "lavfi", "-i", "color=gray:s=256x256:r=25:d=4")
    _ffmpeg(*grey, root / faceless)
    both = [source / double.speaker_video, source / double.listener_video]
    beside = ("-filter_complex", "[0:v][1:v]hstack[v]", "-map", "[v]")
    _ffmpeg("-i", both[0], "-i", both[1], *beside, root / double.listener_video)
    write_clip_sheet(root / "clips.csv", clips)


def _ffmpeg(*arguments: object) -> None:
    words = [ffmpeg_exe(), "-y", "-loglevel", "error", *map(str, arguments)]
    subprocess.run(words, check=True)


def test_the_rest_goes_through(
    finished: Workplace, new_workplace: Callable[[str], Workplace], tmp_path: Path
) -> None:
    corpus_with_faults(finished, tmp_path / "root")
    workplace = new_workplace("faults")
    # Of this data set alone: the quality of tracking is reported of all that any table shows.
    names = yaml.safe_load((workplace.folder / "config/config.yaml").read_text())["tables"]
    tables: dict[str, dict[str, list[str]]] = {name: {"datasets": ["own"]} for name in names}
    tables["table1"] |= {"runs": METHODS, "beyond": []}
    settings = {
        "datasets": {
            "own": {
                "layout": "clips",
                "root": str(tmp_path / "root"),
                "schedule": {"steps": 10, "batch_size": 2},
            }
        },
        "tables": tables,
    }
    test_settings = yaml.safe_load((workplace.folder / "tests/end_to_end/test.yaml").read_text())
    (workplace.folder / "own.yaml").write_text(yaml.safe_dump({**test_settings, **settings}))
    own = Workplace(workplace.folder, Path("own.yaml"))
    own.run("results/table1.csv", "results/tracking_quality.csv")
    assert list(pd.read_csv(io.BytesIO(own.read("table1.csv")))["method"]) == METHODS
    quality = own.read("tracking_quality.csv").decode()
    rows = list(csv.DictReader(io.StringIO(quality)))
    reasons = " | ".join(row["reason"] for row in rows if row["status"] == "excluded")
    for words in ("is empty", "truncated", "no face", "no sound track", "two people"):
        assert words in reasons, reasons
    assert len({row["clip"] for row in rows if row["status"] == "excluded"}) == 6


def test_a_faulty_sheet_stops_with_every_fault(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = new_workplace("sheet")
    root = workplace.folder / "root"
    root.mkdir()
    (root / "clips.csv").write_text(
        "clip,split,speaker_video,listener_video,speaker_id,listener_id,attitude\n"
        "a,train,../s.mp4,l.mp4,s1,l1,positive\n"
        "b,test,s.mp4,l.mp4,s1,l2,bored\n"
    )
    settings = {
        "datasets": {"own": {"layout": "clips", "root": str(root)}},
        "tables": {"table1": {"datasets": ["own"]}},
    }
    (workplace.folder / "own.yaml").write_text(yaml.safe_dump(settings))
    printed = Workplace(workplace.folder, Path("own.yaml")).run(
        "results/table1.csv", succeeds=False
    )
    for fault in ("lies outside", "attitude `bored`", "clips.csv has faults"):
        assert fault in printed
    assert "Traceback" not in printed
