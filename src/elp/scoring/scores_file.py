"""Scores of one run, seed and split: computed from the workflow's data, and stored in a file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ValidationError

from elp.coefficients import Coefficients, Conversation
from elp.config.scores import MetricSettings
from elp.errors import DataError
from elp.features.store import FeatureSet
from elp.io.columns import metadata_of, read_parquet, to_array, write_parquet
from elp.metrics.blinks import binary
from elp.samples.store import Sample
from elp.scoring.context import WindowLengths, mesh_scale
from elp.scoring.score import COLUMNS, score
from elp.scoring.series import ClipSeries, Group
from elp.tracking.face_model import FaceModel

GROUPS: tuple[Group, ...] = ("expression", "pose", "blink")


class Origin(BaseModel):
    """The run that was scored."""

    dataset: str
    run: str
    seed: int
    split: str


@dataclass(frozen=True)
class RunScores:
    """Rows of `elp.scoring.score.COLUMNS`, with the run they belong to."""

    origin: Origin
    rows: pd.DataFrame


def write_scores(path: Path, scores: RunScores) -> None:
    """Write the scores to a Parquet file."""
    columns = {name: plain(scores.rows[name]) for name in COLUMNS}
    write_parquet(path, columns, scores.origin.model_dump())


def read_scores(path: Path) -> RunScores:
    """Read a file written by `write_scores`.

    Raises
    ------
    DataError
        If the file was not written by `write_scores`.
    """
    table = read_parquet(path, list(COLUMNS))
    try:
        origin = Origin.model_validate(metadata_of(table))
    except ValidationError as error:
        raise DataError(
            f"{path} does not name its run; delete it and run the workflow again"
        ) from error
    rows = pd.DataFrame({name: to_array(table, name) for name in COLUMNS}).astype(COLUMNS)
    return RunScores(origin, rows)


def score_run(
    samples: list[Sample],
    conversations: dict[str, Conversation],
    test: FeatureSet,
    train: FeatureSet,
    settings: MetricSettings,
    windows: WindowLengths,
    face_model: FaceModel | None = None,
) -> pd.DataFrame:
    """Every score of a run's samples, as `elp.scoring.score.score` returns them.

    Parameters
    ----------
    samples : list of Sample
        Of the split that is scored.
    conversations : dict
        Tracked speakers and listeners of all splits.
    test, train : FeatureSet
        Features of the split and of the training split, which name their clips.
    settings : MetricSettings
        What the metrics leave open.
    windows : WindowLengths
        How the run made its clips.
    face_model : FaceModel
        Of the data set; none where the coefficients are given.
    """
    people = {clip.name: clip.listener_id for clip in test.clips}
    series = clip_series(samples, conversations, people)
    real = real_listeners(conversations, [clip.name for clip in train.clips])
    mesh = None if face_model is None else mesh_scale(face_model)
    return score(series, test.fps, settings, real, windows, mesh)


def clip_series(
    samples: list[Sample], conversations: dict[str, Conversation], people: dict[str, str]
) -> dict[Group, list[ClipSeries]]:
    """Generated listeners with the real ones and the speakers, group by group.

    Parameters
    ----------
    samples : list of Sample
        Of the split.
    conversations : dict
        Tracked speakers and listeners of all splits.
    people : dict
        The clips of the split, each with its listener.

    Raises
    ------
    DataError
        If a clip has no sample or no tracked conversation, or a sample's clip is not in the split.
    """
    listeners: dict[str, list[Coefficients]] = {clip: [] for clip in people}
    for sample in samples:
        if sample.clip not in listeners:
            raise DataError(f"clip {sample.clip} has a sample, but is not in the split")
        listeners[sample.clip].append(sample.listener)
    for clip, generated in listeners.items():
        if not generated or clip not in conversations:
            raise DataError(
                f"clip {clip} is in the split, but has no "
                f"{'tracked conversation' if generated else 'sample'}; delete the samples of this "
                "run and run the workflow again"
            )
    return {
        group: [
            _clip_series(group, conversations[clip], listeners[clip], person)
            for clip, person in people.items()
        ]
        for group in GROUPS
    }


def real_listeners(
    conversations: dict[str, Conversation], clips: list[str]
) -> dict[Group, list[np.ndarray]]:
    """The real listeners of the clips, group by group."""
    return {
        group: [_series(group, conversations[clip].listener) for clip in clips] for group in GROUPS
    }


def _clip_series(
    group: Group, truth: Conversation, generated: list[Coefficients], person: str
) -> ClipSeries:
    reference = truth.listener if group == "blink" else truth.speaker
    return ClipSeries(
        truth.clip,
        tuple(_series(group, listener) for listener in generated),
        _series(group, truth.listener),
        _series(group, reference),
        person,
    )


def _series(group: Group, listener: Coefficients) -> np.ndarray:
    if group == "blink":
        return binary(listener.blink.astype(np.float64))
    series = listener.expression if group == "expression" else listener.pose
    return series.astype(np.float64)


def plain(column: pd.Series) -> np.ndarray:
    """A numpy column that Arrow writes the same way with every version of pandas."""
    values: np.ndarray = column.to_numpy()
    return values if values.dtype.kind in "fib" else column.astype(object).to_numpy()
