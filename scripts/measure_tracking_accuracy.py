"""Compare a sample corpus' tracked coefficients with the truth (rule tracking_accuracy)."""

from pathlib import Path

from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.tracking.accuracy import measure_accuracy, write_accuracy
from elp.tracking.face_model import FaceModel
from elp.tracking.truth import emotion_accuracy, read_with_truth
from elp.workflow.job import job, parse


def main(
    dataset: str,
    sheet: Path,
    coefficients: list[Path],
    truth: list[Path],
    face_model: Path,
    labels: Path,
    about: DatasetSettings,
    settings: EmotionSettings,
    row: Path,
) -> None:
    """Write the data set's row of the table."""
    with job(row):
        right = emotion_accuracy(labels, truth, about, settings)
        found, model = read_with_truth(coefficients, truth), FaceModel.load(face_model)
        measured = measure_accuracy(dataset, found, read_canonical(sheet), model, right)
        write_accuracy(row, [measured])


if __name__ == "__main__":
    parse(main)
