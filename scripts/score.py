"""Score the generated listeners of one run, seed and split against the real ones (rule metrics)."""

from pathlib import Path

from elp.config.scores import MetricSettings
from elp.scoring.context import WindowLengths
from elp.scoring.scores_file import Origin, RunScores, ScoredFiles, score_files, write_scores
from elp.workflow.job import job, parse


def main(
    files: ScoredFiles,
    windows: WindowLengths,
    origin: Origin,
    settings: MetricSettings,
    scores: Path,
) -> None:
    """Write every score of every clip."""
    with job(scores):
        write_scores(scores, RunScores(origin, score_files(files, settings, windows)))


if __name__ == "__main__":
    parse(main)
