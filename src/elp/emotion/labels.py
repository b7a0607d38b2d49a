"""One emotion a clip, from whichever source the settings name, and a picture of their balance."""

import csv
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from jaxtyping import Float

from elp.audio import RATE, read_wav
from elp.clip_sheet import Clip
from elp.config.data import DatasetSettings, EmotionSettings
from elp.emotion.analyzer import LABELS
from elp.errors import DataError, ElpError
from elp.files import atomic

logger = logging.getLogger(__name__)

Listen = Callable[[Float[np.ndarray, " N"], int], Float[np.ndarray, "10"]]
"""Probabilities of the analyzer's labels from sound and its rate."""


@dataclass(frozen=True)
class EmotionLabel:
    """The emotion of one clip, where it comes from, and its probabilities if from speech."""

    clip: str
    split: str
    emotion: str
    source: str
    probabilities: dict[str, float] = field(default_factory=dict)


def labels_from_sheet(clips: Iterable[Clip]) -> list[EmotionLabel]:
    """The listener's attitude as annotated."""
    return [EmotionLabel(clip.clip, clip.split, clip.attitude, "sheet") for clip in clips]


def labels_from_table(
    clips: Iterable[Clip], table: Path, emotions: tuple[str, ...]
) -> list[EmotionLabel]:
    """The user's own labels.

    Raises
    ------
    DataError
        If the table cannot be read, lacks a column or a clip, or names an unknown emotion.
    """
    try:
        with table.open(newline="", encoding="utf-8-sig") as rows:
            reader = csv.DictReader(rows)
            if missing := sorted({"clip", "emotion"} - set(reader.fieldnames or ())):
                raise DataError(f"{table} lacks the columns {missing}; add them")
            found = {row["clip"]: (reader.line_num, row["emotion"]) for row in reader}
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{table}: {error}; set `emotion_table` to a CSV file") from error
    clips = list(clips)
    faults = [
        f"line {line}: `{emotion}` of clip {clip} is none of {', '.join(emotions)}"
        for clip, (line, emotion) in found.items()
        if emotion not in emotions
    ]
    faults += [f"clip {clip.clip} is missing" for clip in clips if clip.clip not in found]
    if faults:
        raise DataError(f"{table} has faults; correct them:\n  " + "\n  ".join(faults))
    return [EmotionLabel(clip.clip, clip.split, found[clip.clip][1], "table") for clip in clips]


def labels_from_speech(
    clips: Iterable[Clip],
    sounds: dict[str, Path],
    listen: Listen,
    source: str,
    dataset: DatasetSettings,
    settings: EmotionSettings,
) -> list[EmotionLabel]:
    """The emotion of the speaker's speech; clips without sound were excluded and are skipped.

    Parameters
    ----------
    clips : iterable of Clip
        Rows of the sheet.
    sounds : dict
        Sound file of each included clip.
    listen : callable
        The analyzer.
    source : str
        Which analyzer it is, for the tables.
    dataset : DatasetSettings
        Its first emotion is that of `settings.positive`, its second of all other labels.
    settings : EmotionSettings
        Which labels count as positive.

    Raises
    ------
    ElpError
        If the data set has not two emotions, or `positive` names an unknown label.
    """
    if len(dataset.emotions) != 2:
        raise ElpError(
            f"`emotion_source: analyzer` knows two emotions, positive and not; `emotions` has "
            f"{list(dataset.emotions)}. Set [positive, unpositive]"
        )
    if unknown := sorted(set(settings.positive) - set(LABELS)):
        raise ElpError(f"`emotion.positive`: {unknown} are none of {list(LABELS)}")
    positive = np.isin(LABELS, settings.positive)
    labels = []
    for clip in clips:
        if clip.clip in sounds:
            heard = listen(read_wav(sounds[clip.clip]), RATE)
            # The likeliest of the ten decides, as in the paper; not the sum over a side, of which
            # one has four times the labels of the other.
            emotion = dataset.emotions[0 if positive[heard.argmax()] else 1]
            shares = dict(zip(LABELS, heard.tolist(), strict=True))
            labels.append(EmotionLabel(clip.clip, clip.split, emotion, source, shares))
    return labels


def warn_of_imbalance(labels: list[EmotionLabel], dataset: str, largest: float) -> None:
    """Log the histogram, as a warning where one label has more than its largest share."""
    counts = Counter(label.emotion for label in labels)
    for emotion, count in counts.most_common():
        logger.info("%s: %s %d of %d clips", dataset, emotion, count, len(labels))
    emotion, count = counts.most_common(1)[0]
    if count / len(labels) > largest:
        logger.warning(
            "%s: %.0f %% of the clips are `%s`; an emotion that hardly varies cannot be learned. "
            "Give labels of your own with `emotion_source: table`",
            *(dataset, 100 * count / len(labels), emotion),
        )


def write_labels(path: Path, labels: list[EmotionLabel]) -> None:
    """Write clip, emotion, source, and the analyzer's probabilities where it was asked.

    Raises
    ------
    DataError
        If there is no clip left to label.
    """
    if not labels:
        raise DataError(f"{path}: no clip is left; results/clips/*/*/clips.csv has the reasons")
    names = list(labels[0].probabilities)
    with atomic(path) as temporary, temporary.open("w", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["clip", "emotion", "source", *names])
        for label in sorted(labels, key=lambda label: label.clip):
            row = [label.clip, label.emotion, label.source]
            writer.writerow([*row, *(label.probabilities[name] for name in names)])


def plot_labels(
    path: Path, labels: list[EmotionLabel], emotions: tuple[str, ...], title: str
) -> None:
    """Bars of the clips per emotion and split (Figure 8 of the paper, for one data set)."""
    from matplotlib.figure import Figure  # slow to import

    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    splits = sorted({label.split for label in labels}, reverse=True)
    width = 0.8 / len(splits)
    counts = Counter((label.split, label.emotion) for label in labels)
    for number, split in enumerate(splits):
        at = np.arange(len(emotions)) + (number - (len(splits) - 1) / 2) * width
        bars = axes.bar(at, [counts[split, emotion] for emotion in emotions], width, label=split)
        axes.bar_label(bars)
    axes.set_xticks(range(len(emotions)), emotions)
    axes.set_ylabel("clips")
    axes.set_title(title)
    axes.legend(frameon=False)
    with atomic(path) as temporary:
        figure.savefig(temporary, dpi=150)
