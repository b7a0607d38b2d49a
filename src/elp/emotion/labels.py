"""One emotion a clip, from whichever source the settings name, and a picture of their balance."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import numpy as np
from jaxtyping import Float

from elp.config.emotion import EmotionSettings, SpeechLabel
from elp.datasets.clip import Clip
from elp.errors import DataError
from elp.io.files import atomic
from elp.io.rows import read_rows, write_rows
from elp.media.audio import RATE, read_wav

logger = logging.getLogger(__name__)

LABELS: tuple[str, ...] = get_args(SpeechLabel)

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
    return [EmotionLabel(clip.name, clip.split, clip.attitude, "sheet") for clip in clips]


def labels_from_table(
    clips: Iterable[Clip], table: Path, emotions: tuple[str, ...]
) -> list[EmotionLabel]:
    """The user's own labels.

    Raises
    ------
    DataError
        Listing all faults with their lines: a missing column, an emotion that the data set does not
        have, a clip named twice, a clip that is not there.
    """
    clips = list(clips)
    found: dict[str, str] = {}
    faults: list[str] = []
    setting = "`emotion_table` of the data set"
    for line, row in read_rows(table, ("clip", "emotion"), setting=setting):
        clip, emotion = row["clip"], row["emotion"]
        if emotion not in emotions:
            faults.append(f"line {line}: `{emotion}` of clip {clip} is none of {list(emotions)}")
        if clip in found:
            faults.append(f"line {line}: clip {clip} is named twice")
        found[clip] = emotion
    faults += [f"clip {clip.name} is missing" for clip in clips if clip.name not in found]
    if faults:
        listing = "\n  ".join(faults)
        raise DataError(f"{table} has faults; correct them and run again:\n  {listing}")
    return [EmotionLabel(clip.name, clip.split, found[clip.name], "table") for clip in clips]


def labels_from_speech(
    clips: Iterable[Clip],
    sounds: Mapping[str, Path],
    listen: Listen,
    emotions: tuple[str, ...],
    settings: EmotionSettings,
) -> list[EmotionLabel]:
    """The emotion of the speaker's speech.

    Parameters
    ----------
    clips : iterable of Clip
        Rows of the sheet.
    sounds : mapping
        Sound file of each clip.
    listen : callable
        The analyzer.
    emotions : tuple of str
        First the one of the labels in `settings.positive`, then the one of all others.
    settings : EmotionSettings
        Which analyzer it is, and which of its labels count as positive.

    References
    ----------
    Sec. 4.1: more of the analyzer's labels are assigned to "unpositive".
    """
    positive, other = emotions
    labels = []
    for clip in clips:
        heard = listen(read_wav(sounds[clip.name]), RATE)
        # The likeliest of the ten decides, as in the paper; not the sum over a side, of which
        # one has four times the labels of the other.
        emotion = positive if LABELS[int(heard.argmax())] in settings.positive else other
        shares = dict(zip(LABELS, heard.tolist(), strict=True))
        labels.append(EmotionLabel(clip.name, clip.split, emotion, settings.analyzer, shares))
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
    rows = (
        [label.clip, label.emotion, label.source, *(label.probabilities[name] for name in names)]
        for label in sorted(labels, key=lambda label: label.clip)
    )
    write_rows(path, ["clip", "emotion", "source", *names], rows)


def read_emotions(path: Path) -> dict[str, str]:
    """Emotion of each clip from a file of `write_labels`.

    Raises
    ------
    DataError
        If a column is missing.
    """
    return {row["clip"]: row["emotion"] for _, row in read_rows(path, ("clip", "emotion"))}


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
        # Without the version of matplotlib in the file, the same labels give the same bytes.
        figure.savefig(temporary, dpi=150, metadata={"Software": None})
