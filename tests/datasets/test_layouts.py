"""Clips of a data set, whatever its layout."""

import logging
from pathlib import Path

import pytest

from elp.config.data import DatasetSettings
from elp.datasets.layouts import read_clips


def test_clips_without_their_video_are_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = DatasetSettings(layout="clips", root=tmp_path, splits=("train",))
    header = "clip,split,speaker_video,listener_video,speaker_id,listener_id,attitude"
    rows = [f"{name},train,{name}.s.mp4,{name}.l.mp4,s,l,positive" for name in "ab"]
    (tmp_path / "clips.csv").write_text("\n".join([header, *rows]) + "\n")
    source = [tmp_path / "clips.csv"]
    assert [clip.name for clip in read_clips(source, settings, {})] == ["a", "b"]
    with caplog.at_level(logging.WARNING):
        clips = read_clips(source, settings, {"a.s.mp4": "removed"})
    assert [clip.name for clip in clips] == ["b"]
    assert "1 of 2 clips" in caplog.text


def test_talking_heads_are_listed_from_their_folder(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    for name in ("train/a.mp4", "train/b.mp4"):
        (tmp_path / name).touch()
    settings = DatasetSettings(layout="talking_heads", root=tmp_path, splits=("train",))
    clips = read_clips([tmp_path], settings, {})
    assert [clip.listener_id for clip in clips] == ["", ""]
