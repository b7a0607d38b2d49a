"""One emotion per clip, from the clip sheet, a table, or the speech."""

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
from elp.io.rows import read_rows, write_rows
from elp.media.audio import RATE, read_wav

logger = logging.getLogger(__name__)

LABELS: tuple[str, ...] = get_args(SpeechLabel)

Listen = Callable[[Float[np.ndarray, " N"], int], Float[np.ndarray, "10"]]
"""Maps sound and its sample rate to probabilities of the analyzer's labels."""


@dataclass(frozen=True)
class EmotionLabel:
    """The emotion of a clip, its source, and the analyzer's probabilities if it is from speech."""

    clip: str
    split: str
    emotion: str
    source: str
    probabilities: dict[str, float] = field(default_factory=dict)


def labels_from_sheet(clips: Iterable[Clip]) -> list[EmotionLabel]:
    """The listener's annotated attitude."""
    return [EmotionLabel(clip.name, clip.split, clip.attitude, "sheet") for clip in clips]


def labels_from_table(
    clips: Iterable[Clip], table: Path, emotions: tuple[str, ...]
) -> list[EmotionLabel]:
    """Labels from a user's table.

    Raises
    ------
    DataError
        If a column is missing. All other faults are listed with their lines: an emotion that the
        data set does not have, a repeated clip, a missing clip.
    """
    clips = list(clips)
    labels: dict[str, str] = {}
    faults: list[str] = []
    setting = "`emotion_table` of the data set"
    for line, row in read_rows(table, ("clip", "emotion"), setting=setting):
        clip, emotion = row["clip"], row["emotion"]
        if emotion not in emotions:
            faults.append(f"line {line}: `{emotion}` of clip {clip} is not one of {list(emotions)}")
        if clip in labels:
            faults.append(f"line {line}: clip {clip} is listed twice")
        labels[clip] = emotion
    faults += [f"clip {clip.name} is missing" for clip in clips if clip.name not in labels]
    if faults:
        listing = "\n  ".join(faults)
        raise DataError(f"{table} has faults; correct them and run again:\n  {listing}")
    return [EmotionLabel(clip.name, clip.split, labels[clip.name], "table") for clip in clips]


def labels_from_speech(
    clips: Iterable[Clip],
    sounds: Mapping[str, Path],
    listen: Listen,
    emotions: tuple[str, ...],
    settings: EmotionSettings,
) -> list[EmotionLabel]:
    """The emotion of the speaker's speech.

    The likeliest label decides; sums over the two emotions would favour the one with four times as
    many labels.

    Parameters
    ----------
    clips : iterable of Clip
        Rows of the sheet.
    sounds : mapping
        Sound file of each clip.
    listen : callable
        The analyzer.
    emotions : tuple of str
        The emotion of the labels in `settings.positive`, then that of all other labels.
    settings : EmotionSettings
        The analyzer's name, and which of its labels count as positive. With `balance` a clip is
        positive if its lead, the probability of its likeliest positive label minus that of its
        likeliest other one, is above the median of the training clips, instead of 0.

    Raises
    ------
    DataError
        If labels are to be balanced and there is no training clip.

    References
    ----------
    Sec. 4.1: "To maintain the balance in this dataset, we assign more labels to unpositive
    emotions": four of the analyzer's five, and with `balance` as many clips as it takes.
    """
    positive, other = emotions
    heard = {}
    for clip in clips:
        scores = listen(read_wav(sounds[clip.name]), RATE)
        heard[clip] = dict(zip(LABELS, scores.tolist(), strict=True))
    leads = {clip: _lead(scores, settings.positive) for clip, scores in heard.items()}
    least = _median_of_training(leads) if settings.balance else 0.0
    source = f"{settings.analyzer}, balanced" if settings.balance else settings.analyzer
    return [
        EmotionLabel(
            clip.name, clip.split, positive if leads[clip] > least else other, source, scores
        )
        for clip, scores in heard.items()
    ]


def _lead(probabilities: Mapping[str, float], positive: tuple[SpeechLabel, ...]) -> float:
    """Probability of the likeliest positive label minus that of the likeliest other one."""
    ours = max((value for label, value in probabilities.items() if label in positive), default=0.0)
    others = [value for label, value in probabilities.items() if label not in positive]
    return ours - max(others, default=0.0)


def _median_of_training(leads: Mapping[Clip, float]) -> float:
    of_training = [lead for clip, lead in leads.items() if clip.split == "train"]
    if not of_training:
        raise DataError(
            "no training clip is left to balance labels with; results/clips/*/*/clips.csv gives "
            "the reasons"
        )
    least = float(np.median(of_training))
    logger.info(
        "labels are balanced: positive where happy leads by more than %.3g (before: 0)", least
    )
    return least


def warn_of_imbalance(labels: list[EmotionLabel], dataset: str, largest: float) -> None:
    """Log the number of clips per emotion; warn if one emotion has more than a fraction of them."""
    counts = Counter(label.emotion for label in labels)
    for emotion, count in counts.most_common():
        logger.info("%s: %s %d of %d clips", dataset, emotion, count, len(labels))
    emotion, count = counts.most_common(1)[0]
    if count / len(labels) > largest:
        logger.warning(
            "%s: %.0f %% of the clips are `%s`; emotions that hardly vary cannot be learned. "
            "Provide your own labels with `emotion_source: table`",
            *(dataset, 100 * count / len(labels), emotion),
        )


def write_labels(path: Path, labels: list[EmotionLabel]) -> None:
    """Write clip, emotion, source, and the analyzer's probabilities if the labels have them.

    Raises
    ------
    DataError
        If there are no labels.
    """
    if not labels:
        raise DataError(f"{path}: no clip is left; results/clips/*/*/clips.csv gives the reasons")
    names = list(labels[0].probabilities)
    rows = (
        [label.clip, label.emotion, label.source, *(label.probabilities[name] for name in names)]
        for label in sorted(labels, key=lambda label: label.clip)
    )
    write_rows(path, ["clip", "emotion", "source", *names], rows)


def read_emotions(path: Path) -> dict[str, str]:
    """Emotion of each clip, from a file written by `write_labels`.

    Raises
    ------
    DataError
        If a column is missing.
    """
    return {row["clip"]: row["emotion"] for _, row in read_rows(path, ("clip", "emotion"))}
