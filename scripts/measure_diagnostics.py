"""Measure what the codes of every trained ASE encode (rule diagnostics)."""

from pathlib import Path

from elp.config.sampling import SamplingSettings
from elp.evaluation.diagnostics import diagnose_models
from elp.io.rows import write_rows
from elp.workflow.job import job, parse

COLUMNS = ("dataset", "run", "seed", "split", "quantity", "value")


def main(models: list[Path], settings: SamplingSettings, table: Path) -> None:
    """Write a row per data set, run, seed, split and quantity."""
    with job(table):
        write_rows(table, COLUMNS, diagnose_models(models, settings))


if __name__ == "__main__":
    parse(main)
