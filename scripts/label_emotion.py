"""Label every clip of a data set with an emotion (rule emotion)."""

from pathlib import Path

from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.emotion.labels import warn_of_imbalance, write_labels
from elp.emotion.plot import plot_labels
from elp.emotion.sources import read_labels
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    clips: list[Path],
    dataset: str,
    about: DatasetSettings,
    settings: EmotionSettings,
    labels: Path,
    plot: Path,
    weights: Path | None = None,
) -> None:
    """Label from the source that the settings name; write labels and histogram."""
    with job(labels, plot):
        rows = read_labels(sheet, clips, weights, about, settings)
        write_labels(labels, rows)
        warn_of_imbalance(rows, dataset, settings.imbalance_warning)
        plot_labels(plot, rows, about.emotions, f"{dataset}: emotion from {rows[0].source}")


if __name__ == "__main__":
    parse(main)
