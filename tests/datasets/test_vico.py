import logging
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import torch

from elp.config.data import DatasetSettings
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import read_clip_sheet
from elp.datasets.coefficient_files import read_coefficient_file
from elp.datasets.vico import compare_with_paper
from elp.errors import ClipSheetError, DataError

FULL = "attitude,audio,listener,speaker,listener_id,speaker_id,data_split"
CHALLENGE = "video_id,uuid,speaker_id,listener_id"


def sheet(folder: Path, *lines: str) -> Path:
    path = folder / "sheet.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def settings(root: Path, **changes: object) -> DatasetSettings:
    return DatasetSettings.model_validate({"layout": "vico", "root": root} | changes)


def test_full_set_keeps_people_of_another_domain_apart(tmp_path: Path) -> None:
    rows = [f"neutral,x_{k},x_{k}.listener,x_{k}.speaker,l{k},s{k}" for k in range(3)]
    path = sheet(tmp_path, FULL, f"{rows[0]},train", f"{rows[1]},test", f"{rows[2]},ood")
    clips = read_clip_sheet(path, settings(tmp_path, splits=["train", "test", "ood"]))
    assert [(clip.name, clip.split) for clip in clips] == [
        ("x_0", "train"),
        ("x_1", "test"),
        ("x_2", "ood"),
    ]
    known = "neutral,y,y.listener,y.speaker,l0,s9,ood"
    shared = sheet(tmp_path, FULL, f"{rows[0]},train", f"{rows[1]},test", known)
    with pytest.raises(ClipSheetError, match="person l0 is in both train and ood"):
        read_clip_sheet(shared, settings(tmp_path, identities="shared"))


def test_unknown_split_is_named(tmp_path: Path) -> None:
    row = "neutral,x,x.listener,x.speaker,l,s,out-of-domain"
    with pytest.raises(ClipSheetError, match=r"line 2: split: .*'ood'.*found 'out-of-domain'"):
        read_clip_sheet(sheet(tmp_path, FULL, row), settings(tmp_path))


def test_challenge_set_holds_out_whole_videos(tmp_path: Path) -> None:
    rows = [f"video{k // 4},uuid-{k},{k // 4},{1000 + k // 4}" for k in range(400)]
    clips = read_clip_sheet(
        sheet(tmp_path, CHALLENGE, *rows),
        settings(tmp_path, emotion_source="analyzer", emotions=["positive", "unpositive"]),
    )
    assert clips[0].speaker_video == "videos/uuid-0.speaker.mp4"
    assert clips[0].audio == "audios/uuid-0.wav"
    share = np.mean([clip.split == "test" for clip in clips])
    assert share == pytest.approx(0.2, abs=0.08)
    splits: dict[str, set[str]] = {}
    for clip in clips:
        splits.setdefault(clip.speaker_id, set()).add(clip.split)
    assert all(len(found) == 1 for found in splits.values())


def test_challenge_set_has_no_attitudes(tmp_path: Path) -> None:
    path = sheet(tmp_path, CHALLENGE, "v,u,1,2")
    with pytest.raises(ClipSheetError, match="no attitudes; set `emotion_source`"):
        read_clip_sheet(path, settings(tmp_path))


def test_sheet_of_neither_form_names_missing_columns(tmp_path: Path) -> None:
    with pytest.raises(ClipSheetError, match=r"lacks the columns \['attitude'"):
        read_clip_sheet(sheet(tmp_path, "video_id,speaker_id", "v,1"), settings(tmp_path))


def test_released_coefficients_replace_videos(tmp_path: Path) -> None:
    rows = [f"neutral,x_{k},x_{k}.listener,x_{k}.speaker,l{k},s{k}" for k in range(2)]
    path = sheet(tmp_path, FULL, f"{rows[0]},train", f"{rows[1]},test")
    clips = read_clip_sheet(path, settings(tmp_path, layout="vico_coefficients"))
    assert clips[0].speaker_coefficients == "features/video_feats/x_0.speaker.bin"
    assert (clips[0].speaker_video, clips[0].audio, clips[0].fps) == ("", "audios/x_0.wav", 30)
    pattern = {"coefficients": "recons/{split}/{video}.mat", "fps": 25}
    clips = read_clip_sheet(path, settings(tmp_path, layout="vico_coefficients", **pattern))
    assert clips[1].listener_coefficients == "recons/test/x_1.listener.mat"
    assert clips[1].fps == 25
    out = {"layout": "vico_coefficients", "coefficients": "x/../../{video}.mat"}
    with pytest.raises(ClipSheetError, match="lies outside the data set's root"):
        read_clip_sheet(path, settings(tmp_path, **out))


@pytest.mark.parametrize(("clips", "level"), [(483, logging.INFO), (482, logging.WARNING)])
def test_counts_are_compared_with_the_paper(
    clips: int, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    listed = [
        Clip.model_validate(
            {
                "clip": f"c{k}",
                "split": "train" if k < 400 else "test",
                "speaker_video": "s.mp4",
                "listener_video": "l.mp4",
                "speaker_id": f"s{k}",
                "listener_id": f"l{k % 50}",
            }
        )
        for k in range(clips)
    ]
    with caplog.at_level(logging.INFO):
        compare_with_paper(listed)
    (record,) = caplog.records
    assert record.levelno == level
    assert f"{clips} clips (train 400, test {clips - 400}) with 50 listeners" in record.message
    assert "the paper has 483 clips with 50 listeners" in record.message


def coefficients(frames: int = 40) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(frames, 257)).astype(np.float32)


def test_matlab_files_of_the_reconstruction_are_read(tmp_path: Path) -> None:
    found = coefficients()
    extra = np.zeros((40, 5))
    scipy.io.savemat(tmp_path / "x.mat", {"coeff": found, "transform_params": extra})
    read = read_coefficient_file(tmp_path / "x.mat")
    np.testing.assert_array_equal(read.expression, found[:, 80:144])
    np.testing.assert_array_equal(read.pose, found[:, [224, 225, 226, 254, 255, 256]])


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("kind", [torch.from_numpy, np.asarray])
def test_rearranged_features_are_read(tmp_path: Path, kind: type, zipped: bool) -> None:
    found = np.random.default_rng(0).normal(size=(40, 73)).astype(np.float32)
    content = {"angle.exp.trans": kind(found), "id.gamma.tex": kind(np.zeros((40, 187)))}
    torch.save(content, tmp_path / "x.bin", _use_new_zipfile_serialization=zipped)
    read = read_coefficient_file(tmp_path / "x.bin")
    np.testing.assert_array_equal(read.expression, found[:, 3:67])
    np.testing.assert_array_equal(read.pose, found[:, [0, 1, 2, 67, 68, 69]])


class _Evil:
    """A pickle that would create a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_code_in_a_file_is_not_executed(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    torch.save({"angle.exp.trans": _Evil(trap)}, tmp_path / "zip.bin")
    (tmp_path / "bare.bin").write_bytes(pickle.dumps(_Evil(trap)))
    for name in ("zip.bin", "bare.bin"):
        with pytest.raises(DataError, match="and is not opened"):
            read_coefficient_file(tmp_path / name)
    assert not trap.exists()


@pytest.mark.parametrize("suffix", ["mat", "bin"])
def test_missing_array_is_named(tmp_path: Path, suffix: str) -> None:
    if suffix == "mat":
        scipy.io.savemat(tmp_path / "x.mat", {"other": np.zeros((3, 3))})
    else:
        torch.save({"other": torch.zeros(3)}, tmp_path / "x.bin")
    with pytest.raises(DataError, match=r"has no array `(coeff|angle\.exp\.trans)`"):
        read_coefficient_file(tmp_path / f"x.{suffix}")
