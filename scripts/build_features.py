"""Join one split's speakers and listeners, z-scored, frame by frame (rule features)."""

from pathlib import Path

from elp.config.data import FeatureSettings
from elp.emotion.labels import read_emotions
from elp.features.build import DatasetFiles, build_features
from elp.features.store import Statistics, write_features
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    coefficients: list[Path],
    clips: list[Path],
    labels: Path,
    statistics: Path,
    split: str,
    emotions: list[str],
    settings: FeatureSettings,
    features: Path,
) -> None:
    """Read what earlier steps made of the data set, write the split's features."""
    with job(features):
        joined = build_features(
            DatasetFiles(sheet, tuple(coefficients), tuple(clips)),
            split,
            read_emotions(labels),
            tuple(emotions),
            Statistics.load(statistics),
            settings,
        )
        write_features(features, joined)


if __name__ == "__main__":
    parse(main)
