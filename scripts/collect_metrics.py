"""Sum up the scores of all runs as one tidy table (rule all_metrics)."""

from pathlib import Path

from elp.cli import job, parse
from elp.config.scores import MetricSettings
from elp.metrics.scores_file import read_scores
from elp.tables.tidy import all_metrics, write_tidy


def main(*, scores: list[Path], settings: str, reference: str, output: Path) -> None:
    """Sum up and write."""
    with job("collect_metrics", output):
        chosen = MetricSettings.model_validate_json(settings)
        write_tidy(output, all_metrics([read_scores(path) for path in scores], chosen, reference))


if __name__ == "__main__":
    parse(main)
