"""Estimate every person's neutral face and open eyes from all clips (rule neutrals)."""

from pathlib import Path

from elp.config.tracking import TrackingSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.tracking.canonical_mesh import read_canonical_mesh
from elp.tracking.neutral_estimation import estimate_neutrals, map_expressions
from elp.tracking.training_frames import list_frames, people_of
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    landmarker: Path,
    landmarks: list[Path],
    settings: TrackingSettings,
    neutrals: Path,
    expressions: Path,
) -> None:
    """Write the neutral faces of a data set's people, and the map that removes expressions."""
    with job(neutrals, expressions):
        clips, mesh = read_canonical(sheet), read_canonical_mesh(landmarker)
        train = list_frames(landmarks, people_of(c for c in clips if c.split == "train"))
        moved = map_expressions(landmarks, train, mesh, settings)
        frames = list_frames(landmarks, people_of(clips))
        moved.save(expressions)
        estimate_neutrals(landmarks, frames, moved, mesh, settings).save(neutrals)


if __name__ == "__main__":
    parse(main)
