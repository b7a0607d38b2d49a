"""Features of a made-up data set against the coefficients and sounds behind them."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_clips import D, MadeUpClip, P, columns_of, make_sources

from elp.coefficients import Conversation
from elp.config.features import FeatureSettings
from elp.errors import DataError
from elp.features.build import build_features
from elp.features.clip_features import SCORED, DatasetFiles
from elp.features.statistics import compute_statistics
from elp.features.store import ARRAYS, FeatureSet, Statistics, read_features, write_features
from elp.features.style import speaker_style
from elp.media.audio import mfcc, read_wav
from elp.tracking.coefficient_table import read_conversations, write_coefficients

SETTINGS = FeatureSettings()
EMOTIONS = ("positive", "neutral")
CLIPS = [
    MadeUpClip("long_sound", frames=20, heard=26),
    MadeUpClip("b", frames=31, heard=31),
    MadeUpClip("a", frames=30, heard=17),
    MadeUpClip("new", split="test", frames=25, heard=25),
]
LABELS = {"a": "positive", "b": "neutral", "long_sound": "positive", "new": "neutral"}
LENGTHS = {"a": 17, "b": 31, "long_sound": 20}  # frames that both coefficients and sound have


@pytest.fixture
def sources(tmp_path: Path) -> DatasetFiles:
    return make_sources(tmp_path, CLIPS)


def build(
    sources: DatasetFiles, split: str = "train", labels: dict[str, str] = LABELS
) -> tuple[FeatureSet, Statistics]:
    statistics = compute_statistics(sources, SETTINGS)
    return build_features(sources, split, labels, EMOTIONS, statistics, SETTINGS), statistics


def test_frames_are_as_long_as_the_coefficients_say(tmp_path: Path) -> None:
    """The sound of 31 frames at 25 fps lasts 37 frames at 30 fps."""
    sources = make_sources(tmp_path, [MadeUpClip("b", frames=40, heard=31)])
    write_coefficients(sources.coefficients[0], columns_of([MadeUpClip("b", frames=40)]), 30.0)
    features, statistics = build(sources)
    assert (features.fps, len(features.mfcc)) == (30.0, 37)
    expected = mfcc(read_wav(sources.clips[0] / "b.wav"), 37, fps=30.0)
    np.testing.assert_allclose(statistics.denormalise("mfcc", features.mfcc), expected, atol=1e-3)
    write_features(tmp_path / "features.arrow", features)
    assert read_features(tmp_path / "features.arrow").fps == 30.0


def raw_features(conversation: Conversation, sound: Path, frames: int) -> dict[str, np.ndarray]:
    """A clip's features before z-scoring."""
    speaker, listener = conversation.speaker.first(frames), conversation.listener.first(frames)
    return {
        "mfcc": mfcc(read_wav(sound), frames, fps=25.0),
        "style": speaker_style(speaker.expression, speaker.pose, SETTINGS.style),
        "speaker_expression": speaker.expression,
        "speaker_pose": speaker.pose,
        "speaker_blink": speaker.blink,
        "listener_expression": listener.expression,
        "listener_pose": listener.pose,
        "listener_blink": listener.blink,
    }


def assert_same(first: Statistics, second: Statistics) -> None:
    for name in SCORED:
        np.testing.assert_array_equal(first.mean[name], second.mean[name])
        np.testing.assert_array_equal(first.std[name], second.std[name])


def test_clips_are_ordered_by_name_and_cut_to_the_frames_all_streams_have(
    sources: DatasetFiles,
) -> None:
    features, _ = build(sources)
    assert {clip.name: clip.frames for clip in features.clips} == LENGTHS
    assert [clip.name for clip in features.clips] == sorted(LENGTHS)
    assert [clip.start for clip in features.clips] == [0, 17, 48]
    assert [clip.emotion for clip in features.clips] == ["positive", "neutral", "positive"]
    assert features.clips[1].speaker_id == "speaker_of_b"
    assert features.clips[1].listener_id == "listener_of_b"


def test_all_streams_have_the_same_frames(sources: DatasetFiles) -> None:
    features, _ = build(sources)
    assert {len(getattr(features, name)) for name in ARRAYS} == {sum(LENGTHS.values())}
    sizes = {name: getattr(features, name).shape[1] for name in SCORED}
    assert sizes == {
        "mfcc": 29,
        "style": 2 * D + P,
        **{f"{role}_expression": D for role in ("speaker", "listener")},
        **{f"{role}_pose": P for role in ("speaker", "listener")},
    }


@pytest.mark.parametrize("split", ["train", "test"])
def test_z_scores_restore_coefficients_and_sound_frame_by_frame(
    sources: DatasetFiles, split: str
) -> None:
    features, statistics = build(sources, split)
    conversations = read_conversations(sources.coefficients)
    for clip in features.clips:
        sound = sources.clips[0] / f"{clip.name}.wav"
        expected = raw_features(conversations[clip.name], sound, clip.frames)
        for name, values in expected.items():
            actual = getattr(features, name)[clip.rows]
            if name in SCORED:
                actual = statistics.denormalise(name, actual)
            np.testing.assert_allclose(actual, values, atol=1e-3, err_msg=name)


def test_training_features_have_mean_zero_and_deviation_one(sources: DatasetFiles) -> None:
    features, _ = build(sources)
    for name in SCORED:
        values = getattr(features, name).astype(np.float64)
        np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-5, err_msg=name)
        np.testing.assert_allclose(values.std(axis=0), 1, atol=1e-5, err_msg=name)


def test_statistics_depend_on_the_training_split_only(
    sources: DatasetFiles, tmp_path: Path
) -> None:
    others = [
        MadeUpClip(clip.name, "train" if clip.split == "train" else "ood", clip.frames, clip.heard)
        for clip in CLIPS
    ]
    louder = columns_of(others)
    louder["expression"][louder["clip"] == "new"] += 100
    changed = make_sources(tmp_path / "changed", others)
    write_coefficients(changed.coefficients[0], louder, 25.0)
    assert_same(compute_statistics(sources, SETTINGS), compute_statistics(changed, SETTINGS))


def test_sharding_does_not_change_the_statistics(sources: DatasetFiles, tmp_path: Path) -> None:
    columns = columns_of(CLIPS)
    paths = (tmp_path / "one.parquet", tmp_path / "two.parquet")
    for path, chosen in zip(paths, (columns["clip"] == "b", columns["clip"] != "b"), strict=True):
        write_coefficients(path, {name: values[chosen] for name, values in columns.items()}, 25.0)
    sharded = replace(sources, coefficients=paths, clips=(tmp_path / "empty", *sources.clips))
    assert_same(compute_statistics(sources, SETTINGS), compute_statistics(sharded, SETTINGS))


def test_a_constant_feature_is_shifted_and_not_scaled(sources: DatasetFiles) -> None:
    columns = columns_of(CLIPS)
    columns["expression"][:, 2] = 0.1
    columns["expression"][:, 3] = 1e4 + 1e-2 * columns["expression"][:, 3]
    write_coefficients(sources.coefficients[0], columns, 25.0)
    features, statistics = build(sources)
    assert statistics.std["listener_expression"][2] == 1
    assert np.abs(features.listener_expression[:, 2]).max() < 1e-6
    # Small against its mean, but it varies.
    assert features.listener_expression[:, 3].std() == pytest.approx(1, rel=1e-2)


def test_excluded_clips_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sources = make_sources(tmp_path, [*CLIPS, MadeUpClip("lost", frames=0)])
    with caplog.at_level(logging.INFO):
        features, _ = build(sources)
    assert {clip.name for clip in features.clips} == set(LENGTHS)
    assert "train: 3 of 4 clips, the others are excluded" in caplog.text


@pytest.mark.parametrize(("frames", "heard"), [(1, 30), (30, 1)])
def test_a_clip_of_one_frame_is_left_out(
    frames: int, heard: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sources = make_sources(tmp_path, [*CLIPS, MadeUpClip("short", frames=frames, heard=heard)])
    features, _ = build(sources)
    assert {clip.name for clip in features.clips} == set(LENGTHS)
    assert "clip short: left out, 1 of at least 2 frames" in caplog.text


def test_a_clip_without_sound_is_named(tmp_path: Path) -> None:
    sources = make_sources(tmp_path, [*CLIPS, MadeUpClip("mute", heard=0)])
    with pytest.raises(DataError, match=r"no sound of clip mute in .*shard0; delete"):
        compute_statistics(sources, SETTINGS)


@pytest.mark.parametrize(("label", "named"), [("bored", "'bored'"), (None, "None")])
def test_a_label_outside_the_emotions_is_named(
    sources: DatasetFiles, label: str | None, named: str
) -> None:
    labels = {clip: emotion for clip, emotion in {**LABELS, "b": label}.items() if emotion}
    with pytest.raises(DataError, match=f"label of clip b is {named}, not one of"):
        build(sources, labels=labels)


@pytest.mark.parametrize(("split", "count"), [("test", 1), ("ood", 0)])
def test_a_split_without_a_clip_is_an_error(tmp_path: Path, split: str, count: int) -> None:
    sources = make_sources(tmp_path, [*CLIPS[:3], MadeUpClip("new", split="test", frames=0)])
    with pytest.raises(DataError, match=f"all {count} clips of split `{split}` .* are excluded"):
        build(sources, split)


def test_given_mfcc_are_used_instead_of_sound(sources: DatasetFiles) -> None:
    given = np.random.default_rng(0).normal(size=(28, 29)).astype(np.float32)
    (sources.clips[0] / "b.wav").unlink()
    np.save(sources.clips[0] / "b.npy", given)
    features, statistics = build(sources)
    clip = next(clip for clip in features.clips if clip.name == "b")
    assert clip.frames == 28  # of 31 tracked ones
    restored = statistics.denormalise("mfcc", features.mfcc[clip.rows])
    np.testing.assert_allclose(restored, given, atol=1e-3)
