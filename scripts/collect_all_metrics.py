"""Summarise the scores of all runs in one tidy table (rule all_metrics)."""

from pathlib import Path

from elp.config.scores import MetricSettings
from elp.io.rows import read_frame
from elp.scoring.scores_file import read_scores
from elp.tables.all_metrics import all_metrics, with_control, write_tidy
from elp.workflow.job import job, parse


def main(
    scores: list[Path], control: Path, settings: MetricSettings, reference: str, table: Path
) -> None:
    """Write the table."""
    with job(table):
        rows = all_metrics([read_scores(path) for path in scores], settings, reference)
        write_tidy(table, with_control(rows, read_frame(control)))


if __name__ == "__main__":
    parse(main)
