"""Learning2Listen's windows are joined to clips."""

from pathlib import Path

import librosa
import numpy as np
import pytest
from released_l2l import write_release

from elp.config.data import DatasetSettings
from elp.datasets.coefficient_files import read_coefficient_file
from elp.datasets.given_clips import check_given_clips
from elp.datasets.l2l_release import mfcc_of_mel, unpack_l2l
from elp.errors import ClipSheetError, DataError

STARTS = {"show_a.mp4": [10, 74, 138, 300], "show_b.mp4": [0]}


def settings(root: Path) -> DatasetSettings:
    return DatasetSettings(
        layout="l2l",
        root=root,
        identities="shared",
        emotion_source="table",
        emotion_table=root / "emotions.csv",
    )


@pytest.fixture
def arrays(tmp_path: Path) -> dict[str, np.ndarray]:
    write_release(tmp_path, "trevor", "test", {"show_c.mp4": [0, 64]}, seed=1)
    return write_release(tmp_path, "trevor", "train", STARTS)


def test_consecutive_windows_become_one_clip(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    clips = unpack_l2l(tmp_path, settings(tmp_path), tmp_path / "out" / "coefficients")
    names = [clip.name for clip in clips]
    assert names == [f"trevor_train_0000{n}" for n in (0, 3, 4)] + ["trevor_test_00000"]
    assert [clip.speaker_id for clip in clips[:3]] == [
        f"guest of trevor in show_{video}" for video in "aab"
    ]
    assert {(clip.listener_id, clip.fps) for clip in clips} == {("trevor", 30)}
    file = read_coefficient_file(tmp_path / "out" / clips[0].listener_coefficients)
    listening = arrays["p0_list_faces"][:3].reshape(-1, 184)
    np.testing.assert_array_equal(file.expression, listening[:, :50])
    np.testing.assert_array_equal(file.pose, listening[:, 50:56])
    speaker = read_coefficient_file(tmp_path / "out" / clips[2].speaker_coefficients)
    np.testing.assert_array_equal(speaker.expression, arrays["p1_speak_faces"][4, :, :50])
    assert speaker.mfcc is not None
    assert speaker.mfcc.shape == (64, 29)
    check_given_clips(clips, tmp_path / "out", 25.0)


def test_second_person_listens_in_fallons_recordings(tmp_path: Path) -> None:
    for split in ("train", "test"):
        arrays = write_release(tmp_path, "fallon", split, {split: [0]})
    clips = unpack_l2l(tmp_path, settings(tmp_path), tmp_path / "coefficients")
    file = read_coefficient_file(tmp_path / clips[1].listener_coefficients)
    np.testing.assert_array_equal(file.expression, arrays["p1_list_faces"][0, :, :50])


def test_mfcc_of_a_spectrogram_equal_those_of_its_sound() -> None:
    sound = np.random.default_rng(0).normal(size=16_000).astype(np.float32)
    how = {"sr": 16_000, "n_fft": 512, "hop_length": 160, "win_length": 400, "n_mels": 128}
    mel = librosa.feature.melspectrogram(y=sound, **how)[:, :100]
    whole = librosa.feature.mfcc(S=librosa.power_to_db(mel, top_db=None), n_mfcc=29)
    found = mfcc_of_mel(mel.T)
    assert found.shape == (25, 29)
    np.testing.assert_allclose(found[3], whole[:, 12:16].mean(axis=1), rtol=1e-4)


def test_missing_and_wrong_arrays_are_named(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    def fails(message: str, error: type[Exception] = DataError) -> None:
        with pytest.raises(error, match=message):
            unpack_l2l(tmp_path, settings(tmp_path), tmp_path / "coefficients")
        assert not (tmp_path / "coefficients").exists()

    folder = tmp_path / "data/trevor/train"
    audio, files = (folder / f"p1_speak_{name}_clean_deca.npy" for name in ("audio", "files"))
    kept = audio.read_bytes()
    np.save(audio, arrays["p1_speak_audio"][:, :100])
    fails(r"p1_speak_audio_clean_deca\.npy has the shape \(5, 100, 128\), not \(N, 256, 128\)")
    np.save(audio, arrays["p1_speak_audio"][:3])
    fails("arrays of one listener differ in their windows: .*p1_speak_audio.*: 3")
    audio.write_bytes(kept)
    np.save(files, arrays["p1_speak_files"].astype(object))
    fails(r"p1_speak_files_clean_deca\.npy: .*pickled objects are not opened")
    arrays["p1_speak_files"][2, 0, 2] = "late"
    np.save(files, arrays["p1_speak_files"])
    fails(r"show_a\.mp4: the frame `late` has no number")
    files.unlink()
    fails(r"p1_speak_files_clean_deca\.npy does not exist")
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    fails("has no folders {listener}/train", ClipSheetError)


def test_source_of_emotions_is_required(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither attitudes nor sound"):
        DatasetSettings(layout="l2l", root=tmp_path)
