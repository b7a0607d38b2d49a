from pathlib import Path

import numpy as np
import pytest
from made_up_clips import MadeUpClip, columns_of

from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.errors import DataError
from elp.io.columns import write_parquet
from elp.sample_corpus.head import rotation_matrix
from elp.tracking.coefficient_table import write_coefficients
from elp.tracking.linear_algebra import angle_between, to_vector
from elp.tracking.truth import emotion_accuracy, read_with_truth

CLIPS = [MadeUpClip("b", frames=30), MadeUpClip("a", frames=20)]
ANALYZED = DatasetSettings(
    layout="vico",
    root=Path("talks"),
    emotions=("positive", "unpositive"),
    emotion_source="analyzer",
)


def true_columns(frames: int = 40) -> dict[str, np.ndarray]:
    """The truth of both clips, longer than what was tracked, frames in any order."""
    rng = np.random.default_rng(0)
    count = 4 * frames
    columns = {
        "clip": np.repeat(["b", "a"], 2 * frames),
        "role": np.tile(np.repeat(["speaker", "listener"], frames), 2),
        "frame": np.tile(np.arange(frames, dtype=np.int32), 4),
        "voice": np.repeat(["female_happy", "male_angry"], 2 * frames),
        "blink": rng.random(count) < 0.2,
        "smile": rng.random(count),
    }
    columns |= {name: rng.normal(0, 10, count) for name in ("pitch", "yaw", "roll")}
    shuffled = rng.permutation(count)
    return {name: values[shuffled] for name, values in columns.items()}


def truth_of(true: dict[str, np.ndarray], clip: str, role: str, frames: int) -> np.ndarray:
    """Rows of the first frames."""
    rows = np.flatnonzero((true["clip"] == clip) & (true["role"] == role))
    return rows[np.argsort(true["frame"][rows])][:frames]


def test_frames_of_the_tracks_meet_their_truth(tmp_path: Path) -> None:
    """The tracked pose is the true one here, so that each frame must find its own."""
    true, found = true_columns(), columns_of(CLIPS)
    for clip, role, frames in (("b", "speaker", 30), ("a", "listener", 20)):
        rows = truth_of(true, clip, role, frames)
        angles = np.stack([true[name][rows] for name in ("pitch", "yaw", "roll")], axis=1)
        turns = to_vector(np.stack([rotation_matrix(row) for row in angles]))
        own = (found["clip"] == clip) & (found["role"] == role)
        found["pose"][own, :3] = turns
        found["blink"][own] = true["blink"][rows]
    write_coefficients(tmp_path / "tracks.parquet", found, 25.0)
    write_parquet(tmp_path / "truth.parquet", true)
    tracks = read_with_truth([tmp_path / "tracks.parquet"], [tmp_path / "truth.parquet"])
    assert [(track.clip, len(track.blink)) for track in tracks] == [
        ("a", 20),
        ("a", 20),
        ("b", 30),
        ("b", 30),
    ]
    for track, clip, role in ((tracks[0], "a", "listener"), (tracks[3], "b", "speaker")):
        assert angle_between(track.rotation, track.true_rotation).max() < 1e-3
        np.testing.assert_array_equal(track.blink, track.true_blink)
        rows = truth_of(true, clip, role, len(track.blink))
        np.testing.assert_allclose(track.true_smile, true["smile"][rows])
        own = (found["clip"] == clip) & (found["role"] == role)
        np.testing.assert_allclose(track.expression, found["expression"][own])


def test_shards_may_be_cut_differently(tmp_path: Path) -> None:
    true, found = true_columns(), columns_of(CLIPS)
    for name in ("a", "b"):
        own = found["clip"] == name
        write_coefficients(
            tmp_path / f"{name}.parquet", {k: v[own] for k, v in found.items()}, 25.0
        )
    write_coefficients(tmp_path / "whole.parquet", found, 25.0)
    write_parquet(tmp_path / "truth.parquet", true)
    whole = read_with_truth([tmp_path / "whole.parquet"], [tmp_path / "truth.parquet"])
    parts = [tmp_path / "b.parquet", tmp_path / "a.parquet"]
    split = sorted(
        read_with_truth(parts, [tmp_path / "truth.parquet"]), key=lambda track: track.clip
    )
    for first, second in zip(whole, split, strict=True):
        for name, values in vars(first).items():
            np.testing.assert_array_equal(vars(second)[name], values)


def test_a_clip_without_truth_is_refused(tmp_path: Path) -> None:
    write_coefficients(tmp_path / "tracks.parquet", columns_of([*CLIPS, MadeUpClip("new")]), 25.0)
    write_parquet(tmp_path / "truth.parquet", true_columns())
    with pytest.raises(DataError, match=r"truth lacks .*'new'.*run rule 'sample_videos' again"):
        read_with_truth([tmp_path / "tracks.parquet"], [tmp_path / "truth.parquet"])


@pytest.mark.parametrize(
    ("labels", "right"),
    [(("positive", "unpositive"), 1.0), (("positive", "positive"), 0.5), (("unpositive",), 0.0)],
)
def test_labels_are_compared_with_the_voices(
    tmp_path: Path, labels: tuple[str, ...], right: float
) -> None:
    """Clip b was spoken by a happy voice, clip a by an angry one."""
    write_parquet(tmp_path / "truth.parquet", true_columns())
    rows = [f"{clip},{label}" for clip, label in zip("ba", labels, strict=False)]
    (tmp_path / "labels.csv").write_text("\n".join(["clip,emotion", *rows]))
    files = tmp_path / "labels.csv", [tmp_path / "truth.parquet"]
    assert emotion_accuracy(*files, ANALYZED, EmotionSettings()) == right
    sheet = ANALYZED.model_copy(update={"emotion_source": "sheet"})
    assert np.isnan(emotion_accuracy(*files, sheet, EmotionSettings()))
