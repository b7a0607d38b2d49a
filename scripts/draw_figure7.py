"""Plot the features decoded from ∇ and 𝕌 (rule figure7)."""

import json
from pathlib import Path

from elp.config.scores import MetricSettings
from elp.figures.figure7_plot import make_panels, measured, plot_panels
from elp.models.store import load_ase
from elp.tables.all_metrics import write_csv
from elp.workflow.job import job, parse
from elp.workflow.runs import parse_run_path


def main(*, models: list[Path], labels: str, settings: str, plot: Path, table: Path) -> None:
    """Draw the figure and write its numbers."""
    with job(plot, table):
        panels = []
        for path in models:
            run = parse_run_path(path)
            splits = {split: run.features(split) for split in ("train", "test")}
            panels += make_panels(run.dataset, run.run, load_ase(path), splits)
        plot_panels(plot, panels, json.loads(labels))
        write_csv(table, measured(panels, MetricSettings.model_validate_json(settings)))


if __name__ == "__main__":
    parse(main)
