"""A picture of how the emotions of a data set are balanced."""

from collections import Counter
from pathlib import Path

import numpy as np

from elp.emotion.labels import EmotionLabel
from elp.io.files import atomic


def plot_labels(
    path: Path, labels: list[EmotionLabel], emotions: tuple[str, ...], title: str
) -> None:
    """Bar chart of clips per emotion and split (Figure 8 of the paper, for one data set)."""
    from matplotlib.figure import Figure  # slow to import

    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    splits = sorted({label.split for label in labels}, reverse=True)
    width = 0.8 / len(splits)
    counts = Counter((label.split, label.emotion) for label in labels)
    for number, split in enumerate(splits):
        positions = np.arange(len(emotions)) + (number - (len(splits) - 1) / 2) * width
        bars = axes.bar(
            positions, [counts[split, emotion] for emotion in emotions], width, label=split
        )
        axes.bar_label(bars)
    axes.set_xticks(range(len(emotions)), emotions)
    axes.set_ylabel("clips")
    axes.set_title(title)
    axes.legend(frameon=False)
    with atomic(path) as temporary:
        # Without matplotlib's version in the file, the same labels give the same bytes.
        figure.savefig(temporary, dpi=150, metadata={"Software": None})
