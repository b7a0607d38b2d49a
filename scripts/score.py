"""Score the generated listeners of one run, seed and split against the real ones (rule metrics)."""

from pathlib import Path

from elp.config.scores import MetricSettings
from elp.features.store import read_features
from elp.samples.store import read_samples
from elp.scoring.context import WindowLengths
from elp.scoring.scores_file import Origin, RunScores, score_run, write_scores
from elp.tracking.tracks import read_conversations
from elp.workflow.job import job, parse


def main(*, samples: Path, coefficients: list[Path], features: Path, train: Path, origin: str,
         settings: str, window: int, overlap: int, output: Path) -> None:  # fmt: skip
    """Score the samples and write every score."""
    with job("score", output):
        rows = score_run(
            read_samples(samples),
            read_conversations(coefficients),
            read_features(features),
            read_features(train),
            MetricSettings.model_validate_json(settings),
            WindowLengths(window, overlap),
        )
        write_scores(output, RunScores(Origin.model_validate_json(origin), rows))


if __name__ == "__main__":
    parse(main)
