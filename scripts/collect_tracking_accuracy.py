"""Collect the accuracy of all sample corpora (rule tracking_accuracy_table)."""

from pathlib import Path

from elp.tracking.accuracy import read_accuracy, write_accuracy
from elp.workflow.job import job, parse


def main(table: Path, *, rows: list[Path] | None = None) -> None:
    """Write the rows into one table; without a sample corpus it is empty."""
    with job(table):
        write_accuracy(table, [row for path in rows or [] for row in read_accuracy(path)])


if __name__ == "__main__":
    parse(main)
