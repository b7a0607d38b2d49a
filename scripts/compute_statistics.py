"""Mean and deviation of the training split's features (rule statistics)."""

from pathlib import Path

from elp.config.data import FeatureSettings
from elp.features.build import DatasetFiles, compute_statistics
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    coefficients: list[Path],
    clips: list[Path],
    settings: FeatureSettings,
    statistics: Path,
) -> None:
    """Read what earlier steps made of the data set, write the statistics."""
    with job(statistics):
        sources = DatasetFiles(sheet, tuple(coefficients), tuple(clips))
        compute_statistics(sources, settings).save(statistics)


if __name__ == "__main__":
    parse(main)
