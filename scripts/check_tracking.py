"""Compare a sample corpus' tracked coefficients with the truth (rule accuracy)."""

from pathlib import Path

from elp.config.data import DatasetSettings, EmotionSettings
from elp.datasets.clip_sheet import read_canonical
from elp.tracking.accuracy import measure_accuracy, write_accuracy
from elp.tracking.face_model import FaceModel
from elp.tracking.truth import emotion_accuracy, read_with_truth
from elp.workflow.job import job, parse


def main(
    name: str,
    sheet: Path,
    tracks: list[Path],
    truth: list[Path],
    face_model: Path,
    emotions: Path,
    dataset: str,
    settings: str,
    output: Path,
) -> None:
    """Write the data set's row of the table."""
    with job("check_tracking", output):
        corpus = DatasetSettings.model_validate_json(dataset)
        labels = EmotionSettings.model_validate_json(settings)
        right = emotion_accuracy(emotions, truth, corpus, labels)
        found, model = read_with_truth(tracks, truth), FaceModel.load(face_model)
        row = measure_accuracy(name, found, read_canonical(sheet), model, right)
        write_accuracy(output, [row])


if __name__ == "__main__":
    parse(main)
