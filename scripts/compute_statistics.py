"""Compute mean and deviation of each feature over the training split (rule statistics)."""

from pathlib import Path

from elp.config.features import FeatureSettings
from elp.features.clip_features import DatasetFiles
from elp.features.statistics import compute_statistics
from elp.workflow.job import job, parse


def main(files: DatasetFiles, settings: FeatureSettings, statistics: Path) -> None:
    """Read the data set's clip sheet, coefficients and sounds; write the statistics."""
    with job(statistics):
        compute_statistics(files, settings).save(statistics)


if __name__ == "__main__":
    parse(main)
