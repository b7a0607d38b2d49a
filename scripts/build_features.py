"""Join one split's speakers and listeners, z-scored, frame by frame (rule features)."""

from pathlib import Path

from elp.config.features import FeatureSettings
from elp.emotion.labels import read_emotions
from elp.features.build import build_features
from elp.features.clip_features import DatasetFiles
from elp.features.store import Statistics, write_features
from elp.workflow.job import job, parse


def main(
    files: DatasetFiles,
    labels: Path,
    statistics: Path,
    split: str,
    emotions: tuple[str, ...],
    settings: FeatureSettings,
    features: Path,
) -> None:
    """Read the data set's clip sheet, coefficients and sounds; write the split's features."""
    with job(features):
        by_clip, scale = read_emotions(labels), Statistics.load(statistics)
        write_features(features, build_features(files, split, by_clip, emotions, scale, settings))


if __name__ == "__main__":
    parse(main)
