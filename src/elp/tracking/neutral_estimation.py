"""The neutral faces of a data set's people, estimated from its landmark files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Int

from elp.config.tracking import TrackingSettings
from elp.tracking.blendshape_map import BlendshapeMap, learn_blendshape_map
from elp.tracking.blinks import open_level
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.neutral import Neutrals, expressionless_frames
from elp.tracking.training_frames import TrainingFrames, read_aligned

_MAPPED = 5000  # frames are enough for the map of the blendshapes


def map_expressions(
    files: Sequence[Path], train: TrainingFrames, mesh: CanonicalMesh, settings: TrackingSettings
) -> BlendshapeMap:
    """Learn how blendshapes move landmarks, from frames of the training split."""
    least = _least_by_person(train, settings)
    rest = np.mean([train.blendshapes[rows].mean(axis=0) for rows in least], axis=0)
    number = min(len(train), settings.max_training_frames, _MAPPED)
    spread = np.linspace(0, len(train) - 1, number).round().astype(int)
    aligned = read_aligned(files, train, spread, mesh, settings.field_of_view)
    return learn_blendshape_map(
        aligned, train.blendshapes[spread], train.person[spread], rest, train.names
    )


def estimate_neutrals(
    files: Sequence[Path],
    frames: TrainingFrames,
    expressions: BlendshapeMap,
    mesh: CanonicalMesh,
    settings: TrackingSettings,
) -> Neutrals:
    """Neutral face and open-eye level of every person in the frames."""
    people = np.unique(frames.person)
    levels = [open_level(frames.ratio[frames.person == person]) for person in people]
    least = _least_by_person(frames, settings)
    chosen = np.concatenate(least)
    aligned = read_aligned(files, frames, chosen, mesh, settings.field_of_view)
    relaxed = expressions.relax(aligned, frames.blendshapes[chosen])
    counts = np.array([len(rows) for rows in least])
    by_person = np.split(relaxed, np.cumsum(counts)[:-1])
    faces = np.stack([landmarks.mean(axis=0) for landmarks in by_person])
    return Neutrals(people, faces, np.array(levels), counts)


def _least_by_person(
    frames: TrainingFrames, settings: TrackingSettings
) -> list[Int[np.ndarray, "n"]]:
    """Rows of each person's frames with the least expression, people in order of their names."""
    chosen = []
    for person in np.unique(frames.person):
        rows = np.flatnonzero(frames.person == person)
        least = expressionless_frames(
            frames.blendshapes[rows],
            frames.names,
            frames.ratio[rows],
            share=settings.neutral_share,
            blink_ratio=settings.blink_ratio,
        )
        chosen.append(rows[least])
    return chosen
