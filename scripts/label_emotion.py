"""Give every clip of a data set its emotion (rule emotion)."""

from pathlib import Path

from elp.config.data import DatasetSettings, EmotionSettings
from elp.emotion.labels import warn_of_imbalance, write_labels
from elp.emotion.plot import plot_labels
from elp.emotion.sources import read_labels
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    clips: list[Path],
    name: str,
    dataset: str,
    settings: str,
    output: Path,
    plot: Path,
    weights: Path | None = None,
) -> None:
    """Read the sheet, and the speech where the settings ask for it; write labels and histogram."""
    with job("emotion", output, plot):
        data = DatasetSettings.model_validate_json(dataset)
        emotion = EmotionSettings.model_validate_json(settings)
        labels = read_labels(sheet, clips, weights, data, emotion)
        write_labels(output, labels)
        warn_of_imbalance(labels, name, emotion.imbalance_warning)
        plot_labels(plot, labels, data.emotions, f"{name}: emotion from {labels[0].source}")


if __name__ == "__main__":
    parse(main)
