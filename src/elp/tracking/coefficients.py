"""The coefficients step: from a shard's landmarks to a file of coefficients and a quality table."""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from elp.clips.folder import ClipFolder
from elp.config.tracking import TrackingSettings
from elp.datasets.clip import Clip
from elp.tracking.coefficient_table import empty_columns, write_coefficients
from elp.tracking.observations import Observations, read_observations
from elp.tracking.people import People
from elp.tracking.quality_rows import QualityRow, excluded_rows, write_quality_rows
from elp.tracking.tracker import Columns, Tracker, track_clip
from elp.tracking.training_frames import people_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShardFiles:
    """Inputs and outputs of a shard: clip folder, landmarks; coefficients, quality table."""

    clips: Path
    landmarks: Path
    coefficients: Path
    quality: Path


def track_shard(
    files: ShardFiles,
    sheet: list[Clip],
    people: People,
    settings: TrackingSettings,
    fps: float,
) -> None:
    """Write coefficients of a shard's included clips, and quality rows of all its clips."""
    names = people_of(sheet)
    folder = ClipFolder(files.clips)
    observations: dict[str, dict[str, Observations]] = {}
    for clip, role, participant in read_observations(files.landmarks).participants():
        observations.setdefault(clip, {})[role] = participant
    tracker = Tracker(people.face_model, people.neutrals, settings, fps)
    columns: list[Columns] = [empty_columns(len(people.face_model.deviation))]
    rows: list[QualityRow] = []
    for number, clip in enumerate(folder.included, start=1):
        participants = {role: names[clip, role] for role in observations[clip]}
        tracked, quality = track_clip(observations[clip], participants, tracker)
        columns += tracked
        rows += quality
        logger.info("%d of %d: %s: %s", number, len(folder.included), clip, _describe(quality))
    for clip, reason in folder.excluded.items():
        participants = {role: person for (name, role), person in names.items() if name == clip}
        rows += excluded_rows(clip, participants, reason)
    joined = {name: np.concatenate([table[name] for table in columns]) for name in columns[0]}
    write_coefficients(files.coefficients, joined, fps)
    write_quality_rows(files.quality, sorted(rows, key=lambda row: (row.clip, row.role)))


def _describe(rows: list[QualityRow]) -> str:
    if rows[0].reason:
        return f"excluded: {rows[0].reason}"
    return ", ".join(
        f"{row.role} {row.interpolated} of {row.frames} frames interpolated, "
        f"{row.blinks} blinks, residual {row.residual_mean:.2%}"
        for row in rows
    )
