"""Draw the features decoded from ∇ and from 𝕌 (rule figure7)."""

import json
from pathlib import Path

from elp.config.scores import MetricSettings
from elp.figures.figure7_plot import measured, plot_panels, read_panels
from elp.io.rows import write_frame
from elp.workflow.job import job, parse


def main(
    models: list[Path], labels: str, settings: MetricSettings, plot: Path, table: Path
) -> None:
    """Draw the figure and write its numbers."""
    with job(plot, table):
        panels = read_panels(models)
        plot_panels(plot, panels, json.loads(labels))
        write_frame(table, measured(panels, settings))


if __name__ == "__main__":
    parse(main)
