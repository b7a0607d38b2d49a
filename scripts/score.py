"""Score the listeners of one run, seed and split against the real ones (rule metrics)."""

from pathlib import Path

from elp.config.scores import MetricSettings
from elp.features.store import read_features
from elp.samples.store import read_samples
from elp.scoring.context import WindowLengths
from elp.scoring.scores_file import Origin, RunScores, score_run, write_scores
from elp.tracking.coefficient_table import read_conversations
from elp.tracking.face_model import FaceModel
from elp.workflow.job import job, parse


def main(
    samples: Path,
    coefficients: list[Path],
    features: Path,
    train: Path,
    windows: WindowLengths,
    origin: Origin,
    settings: MetricSettings,
    scores: Path,
    face_model: Path | None = None,
) -> None:
    """Write every score of every clip."""
    with job(scores):
        truth, split = read_conversations(coefficients), read_features(features)
        listeners, training = read_samples(samples), read_features(train)
        face = None if face_model is None else FaceModel.load(face_model)
        rows = score_run(listeners, truth, split, training, settings, windows, face)
        write_scores(scores, RunScores(origin, rows))


if __name__ == "__main__":
    parse(main)
