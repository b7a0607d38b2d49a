"""Learn the face model's basis of expressions on the training split (rule face_model)."""

from pathlib import Path

from elp.config.tracking import TrackingSettings
from elp.datasets.clip_sheet import read_canonical
from elp.tracking.canonical_mesh import read_canonical_mesh
from elp.tracking.face_model_learning import learn_face_model
from elp.tracking.training_frames import list_frames, people_of
from elp.workflow.job import job, parse


def main(sheet: Path, model: Path, landmarks: list[Path], settings: str, output: Path) -> None:
    """Write the face model of a data set."""
    with job("learn_face_model", output):
        train = [clip for clip in read_canonical(sheet) if clip.split == "train"]
        frames = list_frames(landmarks, people_of(train))
        tracking = TrackingSettings.model_validate_json(settings)
        learn_face_model(landmarks, frames, read_canonical_mesh(model), tracking).save(output)


if __name__ == "__main__":
    parse(main)
