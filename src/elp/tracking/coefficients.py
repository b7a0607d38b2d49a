"""A shard's coefficients: its clips one after the other, into a file and a table."""

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
    """What a shard's coefficients are found from, and where they go."""

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
    """Write coefficients of a shard's included clips, and the table of all its clips."""
    names = people_of(sheet)
    folder = ClipFolder(files.clips)
    seen: dict[str, dict[str, Observations]] = {}
    for clip, role, part in read_observations(files.landmarks).participants():
        seen.setdefault(clip, {})[role] = part
    tracker = Tracker(people.face_model, people.neutrals, settings, fps)
    columns: list[Columns] = [empty_columns(len(people.face_model.deviation))]
    rows: list[QualityRow] = []
    for number, clip in enumerate(folder.included, start=1):
        own = {role: names[clip, role] for role in seen[clip]}
        found, parts = track_clip(seen[clip], own, tracker)
        columns += found
        rows += parts
        logger.info("%d of %d: %s: %s", number, len(folder.included), clip, _describe(parts))
    for clip, reason in folder.excluded.items():
        own = {role: person for (name, role), person in names.items() if name == clip}
        rows += excluded_rows(clip, own, reason)
    joined = {name: np.concatenate([part[name] for part in columns]) for name in columns[0]}
    write_coefficients(files.coefficients, joined, fps)
    write_quality_rows(files.quality, sorted(rows, key=lambda row: (row.clip, row.role)))


def _describe(parts: list[QualityRow]) -> str:
    if parts[0].reason:
        return f"excluded: {parts[0].reason}"
    return ", ".join(
        f"{part.role} {part.interpolated} of {part.frames} frames interpolated, "
        f"{part.blinks} blinks, residual {part.residual_mean:.2%}"
        for part in parts
    )
