"""Sum up the scores of all runs as one tidy table (rule all_metrics)."""

from pathlib import Path

import pandas as pd

from elp.config.scores import MetricSettings
from elp.scoring.scores_file import read_scores
from elp.tables.all_metrics import all_metrics, with_control, write_tidy
from elp.workflow.job import job, parse


def main(*, scores: list[Path], control: Path, settings: str, reference: str, table: Path) -> None:
    """Sum up and write."""
    with job(table):
        chosen = MetricSettings.model_validate_json(settings)
        table = all_metrics([read_scores(path) for path in scores], chosen, reference)
        write_tidy(table, with_control(table, pd.read_csv(control)))


if __name__ == "__main__":
    parse(main)
