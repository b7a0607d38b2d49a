"""Mean and deviation of the training split's features (rule statistics)."""

from pathlib import Path

from elp.config.data import FeatureSettings
from elp.features.clip_features import DatasetFiles
from elp.features.statistics import compute_statistics
from elp.workflow.job import job, parse


def main(sheet: Path, tracks: list[Path], clips: list[Path], settings: str, output: Path) -> None:
    """Read what earlier steps made of the data set, write the statistics."""
    with job("statistics", output):
        sources = DatasetFiles(sheet, tuple(tracks), tuple(clips))
        compute_statistics(sources, FeatureSettings.model_validate_json(settings)).save(output)


if __name__ == "__main__":
    parse(main)
