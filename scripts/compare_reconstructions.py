"""Compare renderers on the same held-out clips (rule reconstruction_table)."""

from pathlib import Path

from elp.evaluation.reconstruction_table import compare_renderers
from elp.io.rows import write_frame
from elp.workflow.job import job, parse


def main(scores: list[Path], table: Path) -> None:
    """Write a row per data set, method and metric."""
    with job(table):
        write_frame(table, compare_renderers(scores))


if __name__ == "__main__":
    parse(main)
