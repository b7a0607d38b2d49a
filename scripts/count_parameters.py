"""Count the parameters of every trained model that a table shows (rule parameters)."""

from pathlib import Path

from elp.io.rows import write_frame
from elp.tables.parameters import count_parameters
from elp.workflow.job import job, parse


def main(*, models: list[Path], table: Path) -> None:
    """Write a row per data set, run and part."""
    with job(table):
        write_frame(table, count_parameters(models))


if __name__ == "__main__":
    parse(main)
