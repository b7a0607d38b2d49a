"""Join one split's speakers and listeners, z-scored, frame by frame (rule features)."""

from pathlib import Path

from elp.config.data import FeatureSettings
from elp.emotion.labels import read_emotions
from elp.features.build import build_features
from elp.features.clip_features import DatasetFiles
from elp.features.store import Statistics, write_features
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    tracks: list[Path],
    clips: list[Path],
    emotions: Path,
    statistics: Path,
    split: str,
    names: list[str],
    settings: str,
    output: Path,
) -> None:
    """Read what earlier steps made of the data set, write the split's features."""
    with job("features", output):
        features = build_features(
            DatasetFiles(sheet, tuple(tracks), tuple(clips)),
            split,
            read_emotions(emotions),
            tuple(names),
            Statistics.load(statistics),
            FeatureSettings.model_validate_json(settings),
        )
        write_features(output, features)


if __name__ == "__main__":
    parse(main)
