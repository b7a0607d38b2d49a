"""Score the generated listeners of one run, seed and split against the real ones (rule metrics)."""

from pathlib import Path

from elp.config.scores import MetricSettings
from elp.features.store import read_features
from elp.samples.store import read_samples
from elp.scoring.context import WindowLengths
from elp.scoring.score import score
from elp.scoring.scores_file import Origin, RunScores, motions, real_listeners, write_scores
from elp.tracking.coefficient_table import read_conversations
from elp.workflow.job import job, parse


def main(
    *,
    samples: Path,
    coefficients: list[Path],
    features: Path,
    train: Path,
    origin: str,
    settings: str,
    window: int,
    overlap: int,
    output: Path,
) -> None:
    """Score the samples and write every score."""
    with job("score", output):
        truth = read_conversations(coefficients)
        sets = [read_features(path) for path in (features, train)]
        clips = [[clip.name for clip in part.clips] for part in sets]
        rows = score(
            motions(read_samples(samples), truth, clips[0]),
            sets[0].fps,
            MetricSettings.model_validate_json(settings),
            real_listeners(truth, clips[1]),
            WindowLengths(window, overlap),
        )
        write_scores(output, RunScores(Origin.model_validate_json(origin), rows))


if __name__ == "__main__":
    parse(main)
