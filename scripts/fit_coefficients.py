"""Fit the face model to a shard's landmarks (rule coefficients)."""

from pathlib import Path

from elp.config.tracking import TrackingSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.tracking.coefficients import ShardFiles, track_shard
from elp.tracking.people import People
from elp.workflow.job import job, parse


def main(
    files: ShardFiles, sheet: Path, faces: Path, settings: TrackingSettings, fps: float
) -> None:
    """Write coefficients and blinks per frame, and a quality row per participant."""
    with job(files.coefficients, files.quality):
        track_shard(files, read_canonical(sheet), People.read(faces), settings, fps)


if __name__ == "__main__":
    parse(main)
