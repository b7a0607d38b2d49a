import os
from pathlib import Path

import numpy as np
import pytest
import torch
from released_lm_listener import segment, write_segments

from elp.config.data import DatasetSettings
from elp.datasets.given_clips import check_given_clips, read_given_clip
from elp.datasets.lm_listener import unpack_lm_listener
from elp.errors import ClipSheetError, DataError
from elp.media.video import read_sound


def settings(root: Path, *splits: str) -> DatasetSettings:
    return DatasetSettings.model_validate(
        {
            "layout": "lm_listener",
            "root": root,
            "splits": splits or ("train", "test"),
            "identities": "shared",
            "emotions": ["positive", "unpositive"],
            "emotion_source": "analyzer",
        }
    )


def test_segments_become_clips(tmp_path: Path) -> None:
    names = write_segments(tmp_path, "trevor", {"train": 2, "val": 1, "test": 1})
    out = tmp_path / "out/coefficients"
    clips = unpack_lm_listener(tmp_path, settings(tmp_path, "train", "valid", "test"), out)
    assert [clip.name for clip in clips] == names
    assert [clip.split for clip in clips] == ["train", "train", "valid", "test"]
    check_given_clips(clips, out.parent, 25.0)
    first = torch.load(tmp_path / "trevor/segments_train.pth", weights_only=False)[1]
    with np.load(out / "trevor_train_00001.listener.npz") as listener:
        np.testing.assert_array_equal(listener["expression"], first["p0_exp"])
        np.testing.assert_array_equal(listener["pose"], first["p0_pose"])
    given = read_given_clip(clips[1], out.parent, 25.0)
    assert len(given.listener) == 75  # 3 s at 25 a second
    sound = read_sound(out / "trevor_train_00001.wav")
    whole = read_sound(tmp_path / "audios/trevor_videos0/train.wav")
    np.testing.assert_allclose(sound, whole[2 * 16_000 : 5 * 16_000], atol=1e-4)


def test_all_missing_sounds_are_named(tmp_path: Path) -> None:
    write_segments(tmp_path, "conan", {"train": 2, "test": 1})
    (tmp_path / "audios/conan_videos0/train.wav").unlink()
    with pytest.raises(DataError, match=r"(?s)2 segments have faults.*conan_videos0/train\.wav"):
        unpack_lm_listener(tmp_path, settings(tmp_path), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"p0_exp": np.zeros((90, 51), "f4")}, r"p0_exp has the shape \(90, 51\)"),
        ({"p1_pose": np.zeros((80, 6), "f4")}, r"arrays of \[80, 90\] frames"),
        ({"fname": "../../etc/passwd"}, "lies outside the data set's root"),
        ({"split_end_time": 0.0}, "no valid recording or times"),
        ({"split_start_time": "noon"}, "its times are not numbers"),
        ({"p0_exp": None}, "p0_exp has the shape"),
    ],
)
def test_faulty_segment_is_named(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    write_segments(tmp_path, "conan", {"train": 1, "test": 1})
    faulty = segment("conan_videos0/train.mp4", 0, 3, 0) | changes
    torch.save([faulty], tmp_path / "conan/segments_train.pth")
    with pytest.raises(DataError, match=message):
        unpack_lm_listener(tmp_path, settings(tmp_path), tmp_path / "out")


def test_segment_without_an_array_is_named(tmp_path: Path) -> None:
    write_segments(tmp_path, "conan", {"train": 1, "test": 1})
    faulty = segment("conan_videos0/train.mp4", 0, 3, 0)
    del faulty["p1_exp"]
    torch.save([faulty], tmp_path / "conan/segments_train.pth")
    with pytest.raises(DataError, match="lacks 'p1_exp'; it has"):
        unpack_lm_listener(tmp_path, settings(tmp_path), tmp_path / "out")


class _Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_code_in_segments_is_not_executed(tmp_path: Path) -> None:
    write_segments(tmp_path, "conan", {"train": 1, "test": 1})
    torch.save([{"fname": _Evil(tmp_path / "trap")}], tmp_path / "conan/segments_train.pth")
    with pytest.raises(DataError, match=r"segments_train\.pth .*and is not opened"):
        unpack_lm_listener(tmp_path, settings(tmp_path), tmp_path / "out")
    assert not (tmp_path / "trap").exists()


def test_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClipSheetError, match=r"has no segments_train\.pth"):
        unpack_lm_listener(tmp_path, settings(tmp_path), tmp_path / "out")
    with pytest.raises(ValueError, match="segments of lm-listener have no attitudes"):
        DatasetSettings(layout="lm_listener", root=tmp_path)
