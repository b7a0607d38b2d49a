"""Plot how often each emotion occurs (rule figure8)."""

import json
from pathlib import Path

from elp.figures.figure8 import label_shares, plot_labels
from elp.io.rows import write_frame
from elp.workflow.job import job, parse


def main(*, labels: list[Path], emotions: str, plot: Path, table: Path) -> None:
    """Draw the figure and write its numbers."""
    with job(plot, table):
        shares = label_shares({path.stem: path for path in labels}, json.loads(emotions))
        plot_labels(plot, shares)
        write_frame(table, shares)


if __name__ == "__main__":
    parse(main)
