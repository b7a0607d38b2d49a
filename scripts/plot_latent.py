"""Plot the features decoded from ∇ and 𝕌 (rule figure7)."""

import json
from pathlib import Path

from elp.config.scores import MetricSettings
from elp.figures.figure7_plot import measured, plot_panels, read_panels
from elp.tables.all_metrics import write_csv
from elp.workflow.job import job, parse


def main(*, models: list[Path], labels: str, settings: str, plot: Path, table: Path) -> None:
    """Draw the figure and write its numbers."""
    with job("plot_latent", plot, table):
        panels = read_panels(models)
        plot_panels(plot, panels, json.loads(labels))
        write_csv(table, measured(panels, MetricSettings.model_validate_json(settings)))


if __name__ == "__main__":
    parse(main)
