"""Learn the face model's basis of expressions on the training split (rule face_model)."""

from pathlib import Path

from elp.config.tracking import TrackingSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.tracking.canonical_mesh import read_canonical_mesh
from elp.tracking.face_model_learning import learn_face_model
from elp.tracking.training_frames import list_frames, people_of
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    landmarker: Path,
    landmarks: list[Path],
    settings: TrackingSettings,
    face_model: Path,
) -> None:
    """Write the face model of a data set."""
    with job(face_model):
        train = [clip for clip in read_canonical(sheet) if clip.split == "train"]
        frames = list_frames(landmarks, people_of(train))
        learn_face_model(landmarks, frames, read_canonical_mesh(landmarker), settings).save(
            face_model
        )


if __name__ == "__main__":
    parse(main)
