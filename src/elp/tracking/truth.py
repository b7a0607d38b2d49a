"""Coefficients of a sample corpus, joined with the truth about its clips.

Letters: T frames, K components of β.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from jaxtyping import Bool, Float64

from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.errors import DataError
from elp.io.columns import read_parquet, to_array
from elp.io.rows import read_rows
from elp.sample_corpus.head import rotation_matrix
from elp.tracking.linear_algebra import to_matrix

_KEYS = ["clip", "role", "frame"]


@dataclass(frozen=True)
class TrackedTruth:
    """One participant of one clip: tracked and true values."""

    clip: str
    expression: Float64[np.ndarray, "T K"]
    rotation: Float64[np.ndarray, "T 3 3"]
    blink: Bool[np.ndarray, "T"]
    true_rotation: Float64[np.ndarray, "T 3 3"]
    true_blink: Bool[np.ndarray, "T"]
    true_smile: Float64[np.ndarray, "T"]


def read_with_truth(tracked: Iterable[Path], truths: Iterable[Path]) -> list[TrackedTruth]:
    """Join the coefficients of all shards with the truth.

    Raises
    ------
    DataError
        If a tracked clip is not in the truth.
    """
    names = [*_KEYS, "expression", "pose", "blink"]
    kept = [*_KEYS, "pitch", "yaw", "roll", "blink", "smile"]
    rows = [pair for path in tracked for pair in _participants(read_parquet(path, names))]
    true = dict(pair for path in truths for pair in _participants(read_parquet(path, kept)))
    if missing := sorted({key for key, _ in rows} - set(true)):
        raise DataError(f"the truth lacks {missing}; run rule 'corpus_videos' again")
    return [_join(key[0], columns, true[key]) for key, columns in rows]


def emotion_accuracy(
    labels: Path, truths: Iterable[Path], dataset: DatasetSettings, settings: EmotionSettings
) -> float:
    """Fraction of clips whose emotion label from speech matches the synthetic voice's.

    NaN if the labels do not come from speech.
    """
    if dataset.emotion_source != "analyzer":
        return float("nan")
    positive, other = dataset.emotions
    voices: dict[str, str] = {}
    for path in truths:
        table = read_parquet(path, ["clip", "voice"])
        voices |= dict(zip(table["clip"].to_pylist(), table["voice"].to_pylist(), strict=True))
    rows = read_rows(labels, ("clip", "emotion"))
    labelled = {row["clip"]: row["emotion"] for _, row in rows}
    correct = [
        emotion == (positive if voices[clip] in settings.positive else other)
        for clip, emotion in labelled.items()
    ]
    return float(np.mean(correct))


def _participants(table: pa.Table) -> Iterator[tuple[tuple[str, str], dict[str, np.ndarray]]]:
    """Clip and role, and the columns of each participant, frames in order."""
    columns = {name: to_array(table, name) for name in table.column_names}
    keys = [columns[name].astype(str) for name in _KEYS[:2]]
    order = np.lexsort((columns["frame"], keys[1], keys[0]))
    clip, role = (key[order] for key in keys)
    changes = (clip[1:] != clip[:-1]) | (role[1:] != role[:-1])
    for rows in np.split(order, np.flatnonzero(changes) + 1) if len(order) else []:
        key = str(keys[0][rows[0]]), str(keys[1][rows[0]])
        yield key, {name: column[rows] for name, column in columns.items()}


def _join(clip: str, tracked: dict[str, np.ndarray], true: dict[str, np.ndarray]) -> TrackedTruth:
    frames = len(tracked["frame"])
    degrees = np.stack([true[name] for name in ("pitch", "yaw", "roll")], axis=1)[:frames]
    return TrackedTruth(
        clip=clip,
        expression=tracked["expression"].astype(np.float64),
        rotation=to_matrix(tracked["pose"][:, :3].astype(np.float64)),
        blink=tracked["blink"].astype(bool),
        true_rotation=np.stack([rotation_matrix(row) for row in degrees.astype(np.float64)]),
        true_blink=true["blink"][:frames].astype(bool),
        true_smile=true["smile"][:frames].astype(np.float64),
    )
