"""Shards of coefficients that were extracted elsewhere: their sounds and coefficients."""

from pathlib import Path

import numpy as np
import pandas as pd
import soundfile
from given_coefficients import given, motion, write

from elp.clips.given_sounds import cut_sounds
from elp.datasets.given_clips import check_given_clips, read_given_clip
from elp.media.audio import RATE, read_mfcc, read_wav, speech_files
from elp.tracking.coefficient_table import read_conversations
from elp.tracking.given_coefficients import import_shard


def test_sounds_are_cut_and_faulty_clips_excluded(tmp_path: Path) -> None:
    for name in ("a", "late", "short", "silent"):
        write(tmp_path, name)
    for name, samples in {"late": 8000 * 2, "short": 9000, "silent": 24000}.items():
        level = 0.0 if name == "silent" else 0.1
        soundfile.write(tmp_path / f"{name}.wav", np.full(samples, level), 8000)
    names = ("a", "late", "short", "silent")
    cut_sounds([given(name) for name in names], tmp_path, RATE, tmp_path / "cut", 25.0)
    table = pd.read_csv(tmp_path / "cut/clips.csv", index_col="clip").fillna("")
    assert table["status"].to_dict() == dict.fromkeys(("a", "late"), "ok") | dict.fromkeys(
        ("short", "silent"), "excluded"
    )
    assert (table["frames"]["a"], len(read_wav(tmp_path / "cut/a.wav"))) == (75, 3 * RATE)
    assert (table["frames"]["late"], len(read_wav(tmp_path / "cut/late.wav"))) == (50, 2 * RATE)
    assert "cut to 2.00 s" in table["reason"]["late"]
    assert "has only 1.12 of 3.00 s" in table["reason"]["short"]
    assert "is silent" in table["reason"]["silent"]


def test_given_mfcc_replace_sound(tmp_path: Path) -> None:
    for role in ("speaker", "listener"):
        arrays = {"expression": motion(width=5), "pose": motion(width=6), "mfcc": motion(width=29)}
        np.savez(tmp_path / f"{role}.npz", **arrays)
    names = {f"{role}_coefficients": f"{role}.npz" for role in ("speaker", "listener")}
    clip = given(**names, audio="")
    check_given_clips([clip], tmp_path, 25.0)
    cut_sounds([clip], tmp_path, RATE, tmp_path / "cut", 25.0)
    vectors = read_mfcc(speech_files([tmp_path / "cut"])["a"])
    np.testing.assert_allclose(vectors[:, 0], np.arange(75) * 1.2, rtol=1e-6)


def test_imported_coefficients_have_the_form_of_our_tracker(tmp_path: Path) -> None:
    for name in ("a", "mute"):
        write(tmp_path, name)
    soundfile.write(tmp_path / "mute.wav", np.zeros(24000), 8000)
    sheet = [given("mute"), given("a")]
    cut_sounds(sheet, tmp_path, RATE, tmp_path / "cut", 25.0)
    paths = tmp_path / "shard0.parquet", tmp_path / "shard0.csv"
    import_shard(sheet, tmp_path, tmp_path / "cut", 25.0, *paths)
    coefficients, rows = pd.read_parquet(paths[0]), pd.read_csv(paths[1])
    assert set(coefficients["status"]) == {"given"}
    assert coefficients[["ear", "residual"]].isna().all(axis=None)
    assert list(zip(rows["clip"], rows["status"], strict=True)) == [
        ("a", "ok"),
        ("a", "ok"),
        ("mute", "excluded"),
        ("mute", "excluded"),
    ]
    assert rows["blinks_per_minute"].isna().all()  # not 0: blinks are unknown
    conversation = read_conversations(paths[:1])["a"]
    expected = read_given_clip(given("a"), tmp_path, 25.0)
    np.testing.assert_array_equal(conversation.listener.pose, expected.listener.pose)


def test_a_shard_without_clips_has_the_columns(tmp_path: Path) -> None:
    write(tmp_path)
    cut_sounds([], tmp_path, RATE, tmp_path / "cut", 25.0)
    paths = tmp_path / "shard0.parquet", tmp_path / "shard0.csv"
    import_shard([given()], tmp_path, tmp_path / "cut", 25.0, *paths)
    assert len(pd.read_parquet(paths[0])) == 0
    assert read_conversations(paths[:1]) == {}
