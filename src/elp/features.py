"""Features of a split from tracks, sound and labels: joined per frame, z-scored by training."""

import csv
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from elp.audio import mfcc, read_wav
from elp.clip_sheet import Clip, read_canonical
from elp.coefficients import Conversation
from elp.config.data import FeatureSettings
from elp.errors import DataError
from elp.feature_set import FeatureClip, FeatureSet, Statistics
from elp.style import speaker_style
from elp.tracks import read_conversations

logger = logging.getLogger(__name__)

SCORED = (
    "mfcc",
    "style",
    "speaker_expression",
    "speaker_pose",
    "listener_expression",
    "listener_pose",
)
SMALLEST_STD = 1e-6  # a feature that does not vary more is left as it is


@dataclass(frozen=True)
class Sources:
    """Where the parts of a split lie: tracks and clip folders of all shards, sheet, labels."""

    sheet: Path
    tracks: tuple[Path, ...]
    clips: tuple[Path, ...]
    emotions: Path


@dataclass(frozen=True)
class _RawClip:
    """One clip's features before z-scoring, by their names in `FeatureSet`."""

    clip: Clip
    emotion: str
    arrays: dict[str, np.ndarray]

    @property
    def frames(self) -> int:
        return len(self.arrays["mfcc"])


def compute_statistics(sources: Sources, settings: FeatureSettings) -> Statistics:
    """Mean and population standard deviation of every feature over the training split.

    Raises
    ------
    DataError
        If no training clip is left.
    """
    raw = list(_raw_clips(sources, "train", settings))
    mean, std = {}, {}
    for name in SCORED:
        values = np.concatenate([clip.arrays[name] for clip in raw]).astype(np.float64)
        spread = values.std(axis=0)
        mean[name] = values.mean(axis=0)
        std[name] = np.where(spread > SMALLEST_STD, spread, 1.0)
    return Statistics(mean, std)


def build_features(
    sources: Sources,
    split: str,
    emotions: tuple[str, ...],
    statistics: Statistics,
    settings: FeatureSettings,
) -> FeatureSet:
    """Features of a split, clip after clip in the order of their names.

    Parameters
    ----------
    sources : Sources
        What earlier steps wrote.
    split : str
        Which clips.
    emotions : tuple of str
        The data set's N emotions in order.
    statistics : Statistics
        Of the training split.
    settings : FeatureSettings
        Layout of the MFCC, window of the style.

    Raises
    ------
    DataError
        If no clip of the split is left, or a label is none of the emotions.
    """
    raw = list(_raw_clips(sources, split, settings))
    if unknown := sorted({clip.emotion for clip in raw} - set(emotions)):
        raise DataError(f"{sources.emotions}: {unknown} are none of the emotions {list(emotions)}")
    starts = np.cumsum([0, *(clip.frames for clip in raw)])
    index = tuple(
        FeatureClip(
            clip=clip.clip.clip,
            start=int(start),
            frames=clip.frames,
            emotion=clip.emotion,
            speaker_id=clip.clip.speaker_id,
            listener_id=clip.clip.listener_id,
        )
        for clip, start in zip(raw, starts[:-1], strict=True)
    )
    joined = {name: np.concatenate([c.arrays[name] for c in raw]) for name in raw[0].arrays}
    scored = {name: statistics.normalise(name, joined[name]) for name in SCORED}
    return FeatureSet(clips=index, emotions=emotions, **{**joined, **scored})


def _raw_clips(sources: Sources, split: str, settings: FeatureSettings) -> Iterator[_RawClip]:
    """Clips of the split that were tracked, have sound and a label."""
    conversations = read_conversations(sources.tracks)
    labels = _labels(sources.emotions)
    sounds = {path.stem: path for folder in sources.clips for path in folder.glob("*.wav")}
    rows = [clip for clip in read_canonical(sources.sheet) if clip.split == split]
    left = [clip for clip in rows if clip.clip in conversations]
    if not left:
        raise DataError(
            f"none of the {len(rows)} clips of split `{split}` in {sources.sheet} could be "
            "tracked; results/tracking_quality.csv has the reason of each"
        )
    logger.info("%s: %d of %d clips", split, len(left), len(rows))
    for clip in sorted(left, key=lambda clip: clip.clip):
        if clip.clip not in labels:
            raise DataError(f"{sources.emotions} has no label for clip {clip.clip}")
        conversation = conversations[clip.clip]
        yield _RawClip(clip, labels[clip.clip], _arrays(conversation, sounds[clip.clip], settings))


def _arrays(
    conversation: Conversation, sound: Path, settings: FeatureSettings
) -> dict[str, np.ndarray]:
    speaker, listener = conversation.speaker, conversation.listener
    return {
        "mfcc": mfcc(read_wav(sound), len(speaker), settings.mfcc_layout),
        "style": speaker_style(speaker.expression, speaker.pose, settings.style),
        "speaker_expression": speaker.expression,
        "speaker_pose": speaker.pose,
        "speaker_blink": speaker.blink,
        "listener_expression": listener.expression,
        "listener_pose": listener.pose,
        "listener_blink": listener.blink,
    }


def _labels(path: Path) -> dict[str, str]:
    with path.open(newline="") as table:
        return {row["clip"]: row["emotion"] for row in csv.DictReader(table)}
