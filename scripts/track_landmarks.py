"""Find the landmarks in every frame of a shard's clips (rule landmarks)."""

from pathlib import Path

from elp.tracking.landmarks import find_landmarks
from elp.workflow.job import job, parse


def main(clips: Path, landmarker: Path, landmarks: Path) -> None:
    """Write one row per clip, role and frame."""
    with job(landmarks):
        find_landmarks(clips, landmarker, landmarks)


if __name__ == "__main__":
    parse(main)
