from pathlib import Path

import pytest

from elp.clips.folder import ClipFolder
from elp.errors import DataError


def test_included_clips_keep_their_order_and_excluded_clips_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "clips.csv").write_text(
        'clip,status,reason\nz,ok,\nm,excluded,"no face, no sound"\na,ok,cut to 2 s\n'
    )
    folder = ClipFolder(tmp_path)
    assert folder.included == ("z", "a")
    assert folder.excluded == {"m": "no face, no sound"}


def test_shards_are_read_as_one_folder(tmp_path: Path) -> None:
    shards = [tmp_path / name for name in ("shard0", "shard1")]
    for shard, clip in zip(shards, "ab", strict=True):
        shard.mkdir()
        (shard / "clips.csv").write_text(f"clip,status,reason\n{clip},ok,\n")
        (shard / f"{clip}.speaker.mp4").touch()
    (shards[1] / "b.wav").touch()
    folder = ClipFolder(*shards)
    assert folder.included == ("a", "b")
    assert folder.video("b", "speaker") == shards[1] / "b.speaker.mp4"
    assert folder.sound("b") == shards[1] / "b.wav"
    with pytest.raises(DataError, match=r"a\.wav is in none of .*shard0, .*shard1; delete results"):
        folder.sound("a")


def test_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"clips\.csv does not exist; run the workflow again"):
        _ = ClipFolder(tmp_path).included


def test_table_without_a_status_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clips.csv").write_text("clip,reason\na,\n")
    with pytest.raises(DataError, match=r"clips\.csv lacks the columns \['status'\]"):
        _ = ClipFolder(tmp_path).excluded
