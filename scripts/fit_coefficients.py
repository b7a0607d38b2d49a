"""Fit the face model to a shard's landmarks (rule coefficients)."""

from pathlib import Path

from elp.config.tracking import TrackingSettings
from elp.datasets.clip_sheet import read_canonical
from elp.tracking.face_model import FaceModel
from elp.tracking.neutral import Neutrals
from elp.tracking.shard import ShardFiles, track_shard
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    clips: Path,
    landmarks: Path,
    faces: Path,
    settings: TrackingSettings,
    fps: float,
    coefficients: Path,
    quality: Path,
) -> None:
    """Write coefficients and blinks per frame, and what became of each clip."""
    with job(coefficients, quality):
        track_shard(
            ShardFiles(clips, landmarks, coefficients, quality),
            read_canonical(sheet),
            FaceModel.load(faces / "face_model.npz"),
            Neutrals.load(faces / "neutrals.npz"),
            settings,
            fps,
        )


if __name__ == "__main__":
    parse(main)
