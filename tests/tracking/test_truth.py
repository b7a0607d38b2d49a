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
    """The truth of both clips, longer than the coefficients, frames in any order."""
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


def test_every_tracked_frame_is_joined_with_its_truth(tmp_path: Path) -> None:
    """Tracked poses equal the true ones here, so a wrong match would show."""
    true, columns = true_columns(), columns_of(CLIPS)
    for clip, role, frames in (("b", "speaker", 30), ("a", "listener", 20)):
        rows = truth_of(true, clip, role, frames)
        angles = np.stack([true[name][rows] for name in ("pitch", "yaw", "roll")], axis=1)
        turns = to_vector(np.stack([rotation_matrix(row) for row in angles]))
        own = (columns["clip"] == clip) & (columns["role"] == role)
        columns["pose"][own, :3] = turns
        columns["blink"][own] = true["blink"][rows]
    write_coefficients(tmp_path / "coefficients.parquet", columns, 25.0)
    write_parquet(tmp_path / "truth.parquet", true)
    participants = read_with_truth(
        [tmp_path / "coefficients.parquet"], [tmp_path / "truth.parquet"]
    )
    assert [(row.clip, len(row.blink)) for row in participants] == [
        ("a", 20),
        ("a", 20),
        ("b", 30),
        ("b", 30),
    ]
    for participant, clip, role in (
        (participants[0], "a", "listener"),
        (participants[3], "b", "speaker"),
    ):
        assert angle_between(participant.rotation, participant.true_rotation).max() < 1e-3
        np.testing.assert_array_equal(participant.blink, participant.true_blink)
        rows = truth_of(true, clip, role, len(participant.blink))
        np.testing.assert_allclose(participant.true_smile, true["smile"][rows])
        own = (columns["clip"] == clip) & (columns["role"] == role)
        np.testing.assert_allclose(participant.expression, columns["expression"][own])


def test_shards_of_coefficients_and_truth_may_differ(tmp_path: Path) -> None:
    true, columns = true_columns(), columns_of(CLIPS)
    for name in ("a", "b"):
        own = columns["clip"] == name
        write_coefficients(
            tmp_path / f"{name}.parquet", {k: v[own] for k, v in columns.items()}, 25.0
        )
    write_coefficients(tmp_path / "whole.parquet", columns, 25.0)
    write_parquet(tmp_path / "truth.parquet", true)
    whole = read_with_truth([tmp_path / "whole.parquet"], [tmp_path / "truth.parquet"])
    parts = [tmp_path / "b.parquet", tmp_path / "a.parquet"]
    split = sorted(
        read_with_truth(parts, [tmp_path / "truth.parquet"]),
        key=lambda participant: participant.clip,
    )
    for first, second in zip(whole, split, strict=True):
        for name, values in vars(first).items():
            np.testing.assert_array_equal(vars(second)[name], values)


def test_a_clip_without_truth_is_refused(tmp_path: Path) -> None:
    write_coefficients(
        tmp_path / "coefficients.parquet", columns_of([*CLIPS, MadeUpClip("new")]), 25.0
    )
    write_parquet(tmp_path / "truth.parquet", true_columns())
    with pytest.raises(DataError, match=r"truth lacks .*'new'.*run rule 'corpus_videos' again"):
        read_with_truth([tmp_path / "coefficients.parquet"], [tmp_path / "truth.parquet"])


@pytest.mark.parametrize(
    ("labels", "accuracy"),
    [(("positive", "unpositive"), 1.0), (("positive", "positive"), 0.5), (("unpositive",), 0.0)],
)
def test_labels_are_compared_with_the_voices(
    tmp_path: Path, labels: tuple[str, ...], accuracy: float
) -> None:
    """Clip b was spoken by a happy voice, clip a by an angry one."""
    write_parquet(tmp_path / "truth.parquet", true_columns())
    rows = [f"{clip},{label}" for clip, label in zip("ba", labels, strict=False)]
    (tmp_path / "labels.csv").write_text("\n".join(["clip,emotion", *rows]))
    files = tmp_path / "labels.csv", [tmp_path / "truth.parquet"]
    assert emotion_accuracy(*files, ANALYZED, EmotionSettings()) == accuracy
    sheet = ANALYZED.model_copy(update={"emotion_source": "sheet"})
    assert np.isnan(emotion_accuracy(*files, sheet, EmotionSettings()))
