"""Plot how often each emotion occurs (rule figure8)."""

import json
from pathlib import Path

from elp.cli import job, parse
from elp.figures.labels import label_shares, plot_labels
from elp.tables.tidy import write_csv


def main(*, emotions: list[Path], names: str, plot: Path, table: Path) -> None:
    """Draw the figure and write its numbers."""
    with job("plot_labels", plot, table):
        shares = label_shares({path.stem: path for path in emotions}, json.loads(names))
        plot_labels(plot, shares)
        write_csv(table, shares)


if __name__ == "__main__":
    parse(main)
