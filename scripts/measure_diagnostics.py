"""Measure what the codes of every trained ASE carry (rule diagnostics)."""

import csv
from pathlib import Path

from elp.config.sampling import SamplingSettings
from elp.evaluation.diagnostics import diagnose
from elp.io.files import atomic
from elp.models.store import load_ase
from elp.workflow.job import job, parse
from elp.workflow.runs import parse_run_path


def main(models: list[Path], settings: str, table: Path) -> None:
    """Write tidy rows of dataset, run, seed, split, quantity, value."""
    sampling = SamplingSettings.model_validate_json(settings)
    with (
        job(table),
        atomic(table) as temporary,
        temporary.open("w", newline="") as table,
    ):
        writer = csv.writer(table)
        writer.writerow(["dataset", "run", "seed", "split", "quantity", "value"])
        for path in models:
            run = parse_run_path(path)
            splits = {split: run.features(split) for split in ("train", "test")}
            for found in diagnose(load_ase(path), splits, run.statistics(), sampling):
                row = [run.dataset, run.run, run.seed, found.split, found.quantity, found.value]
                writer.writerow(row)


if __name__ == "__main__":
    parse(main)
