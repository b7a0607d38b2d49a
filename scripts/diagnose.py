"""Measure what the codes of every trained ASE decide (rule diagnostics)."""

import csv
from pathlib import Path

from elp.config.sampling import SamplingSettings
from elp.evaluation.diagnostics import diagnose_models
from elp.io.files import atomic
from elp.workflow.job import job, parse


def main(models: list[Path], settings: str, output: Path) -> None:
    """Write tidy rows of dataset, run, seed, split, quantity, value."""
    sampling = SamplingSettings.model_validate_json(settings)
    with (
        job("diagnose", output),
        atomic(output) as temporary,
        temporary.open("w", newline="") as table,
    ):
        writer = csv.writer(table)
        writer.writerow(["dataset", "run", "seed", "split", "quantity", "value"])
        writer.writerows(diagnose_models(models, sampling))


if __name__ == "__main__":
    parse(main)
