"""Write a table's main rows as JSON for `dvc metrics` (rule headlines)."""

from pathlib import Path

from elp.io.rows import read_frame
from elp.tables.headlines import headlines, write_headlines
from elp.workflow.job import job, parse


def main(*, table: Path, methods: list[str], metrics: Path) -> None:
    """Write the methods' scores by table, data set and method."""
    with job(metrics):
        write_headlines(metrics, {table.stem: headlines(read_frame(table), methods)})


if __name__ == "__main__":
    parse(main)
