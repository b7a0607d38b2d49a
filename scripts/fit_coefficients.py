"""Fit the face model to a shard's landmarks (rule coefficients)."""

from pathlib import Path

from elp.config.tracking import TrackingSettings
from elp.datasets.clip_sheet import read_canonical
from elp.tracking.coefficients import ShardFiles, track_shard
from elp.tracking.face_model import FaceModel
from elp.tracking.neutral import Neutrals
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    clips: Path,
    landmarks: Path,
    face_model: Path,
    neutrals: Path,
    settings: str,
    fps: float,
    output: Path,
    table: Path,
) -> None:
    """Write coefficients and blinks per frame, and what became of each clip."""
    with job("fit_coefficients", output, table):
        track_shard(
            ShardFiles(clips, landmarks, output, table),
            read_canonical(sheet),
            FaceModel.load(face_model),
            Neutrals.load(neutrals),
            TrackingSettings.model_validate_json(settings),
            fps,
        )


if __name__ == "__main__":
    parse(main)
