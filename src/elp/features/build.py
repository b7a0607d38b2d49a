"""Features of a split from tracks, sound and labels: joined per frame, z-scored by training."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float, Float32

from elp.coefficients import Coefficients, Conversation
from elp.config.data import FeatureSettings
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import read_canonical
from elp.errors import DataError
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.features.style import speaker_style
from elp.media.audio import N_MFCC, frames_of, mfcc, read_mfcc, read_wav, speech_files
from elp.tracking.coefficient_table import read_conversations, read_frame_rate

logger = logging.getLogger(__name__)

SCORED = (
    "mfcc",
    "style",
    "speaker_expression",
    "speaker_pose",
    "listener_expression",
    "listener_pose",
)
SMALLEST_STD = 1e-6  # a feature that does not vary more is shifted, not scaled
SHORTEST = 2  # frames; one alone has no motion


@dataclass(frozen=True)
class DatasetFiles:
    """Where the parts of a data set lie: its sheet, tracks and clip folders of all shards."""

    sheet: Path
    coefficients: tuple[Path, ...]
    clips: tuple[Path, ...]


@dataclass(frozen=True)
class _RawClip:
    """One clip's features before z-scoring, by their names in `FeatureSet`."""

    sheet_row: Clip
    arrays: dict[str, np.ndarray]

    @property
    def frames(self) -> int:
        return len(self.arrays["mfcc"])


class _Moments:
    """Mean and deviation of rows that come in parts (Chan et al. 1979), in float64."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = np.zeros(1)
        self.square = np.zeros(1)

    def add(self, values: Float[np.ndarray, "T D"]) -> None:
        values = values.astype(np.float64)
        mean, total = values.mean(axis=0), self.count + len(values)
        shift = mean - self.mean
        self.square = self.square + ((values - mean) ** 2).sum(axis=0)
        self.square = self.square + shift**2 * (self.count * len(values) / total)
        self.mean = self.mean + shift * (len(values) / total)
        self.count = total

    @property
    def std(self) -> Float[np.ndarray, "D"]:
        spread = np.sqrt(self.square / self.count)
        return np.where(spread > SMALLEST_STD, spread, 1.0)


def compute_statistics(sources: DatasetFiles, settings: FeatureSettings) -> Statistics:
    """Mean and population standard deviation of every feature over the training split.

    A feature that is constant there has the deviation 1.

    Raises
    ------
    DataError
        If no training clip is left, or a sound is missing.
    """
    moments = {name: _Moments() for name in SCORED}
    for clip in _raw_clips(sources, "train", settings):
        for name, moment in moments.items():
            moment.add(clip.arrays[name])
    return Statistics(
        {name: moment.mean for name, moment in moments.items()},
        {name: moment.std for name, moment in moments.items()},
    )


def build_features(
    sources: DatasetFiles,
    split: str,
    labels: Mapping[str, str],
    emotions: tuple[str, ...],
    statistics: Statistics,
    settings: FeatureSettings,
) -> FeatureSet:
    """Features of a split, clip after clip in the order of their names.

    Parameters
    ----------
    sources : DatasetFiles
        What earlier steps wrote.
    split : str
        Which clips.
    labels : mapping
        Emotion of each clip by its name.
    emotions : tuple of str
        The data set's N emotions in order.
    statistics : Statistics
        Of the training split.
    settings : FeatureSettings
        Layout of the MFCC, window of the style.

    Raises
    ------
    DataError
        If no clip of the split is left, a sound or a label is missing, or a label is none of the
        emotions.
    """
    raw = list(_raw_clips(sources, split, settings))
    for clip in raw:
        label = labels.get(clip.sheet_row.name)
        if label not in emotions:
            raise DataError(
                f"the label of clip {clip.sheet_row.name} is {label!r}, which is none of the "
                f"emotions {list(emotions)}; delete results/emotion and run the workflow again"
            )
    starts = np.cumsum([0, *(clip.frames for clip in raw)])
    index = tuple(
        FeatureClip(
            name=clip.sheet_row.name,
            start=int(start),
            frames=clip.frames,
            emotion=labels[clip.sheet_row.name],
            speaker_id=clip.sheet_row.speaker_id,
            listener_id=clip.sheet_row.listener_id,
        )
        for clip, start in zip(raw, starts[:-1], strict=True)
    )
    joined = {name: np.concatenate([c.arrays[name] for c in raw]) for name in raw[0].arrays}
    scored = {name: statistics.normalise(name, joined[name]) for name in SCORED}
    fps = read_frame_rate(sources.coefficients)
    return FeatureSet(clips=index, emotions=emotions, fps=fps, **{**joined, **scored})


def _raw_clips(sources: DatasetFiles, split: str, settings: FeatureSettings) -> Iterator[_RawClip]:
    """Clips of the split that were tracked, in the order of their names."""
    conversations, fps = (
        read_conversations(sources.coefficients),
        read_frame_rate(sources.coefficients),
    )
    sounds = speech_files(sources.clips)
    rows = [clip for clip in read_canonical(sources.sheet) if clip.split == split]
    found = 0
    for clip in sorted(rows, key=lambda clip: clip.name):
        if clip.name not in conversations:
            continue
        if clip.name not in sounds:
            folders = ", ".join(map(str, sources.clips))
            raise DataError(f"no sound of clip {clip.name} in {folders}; delete them and run again")
        arrays = _arrays(conversations[clip.name], sounds[clip.name], settings, fps)
        if arrays is not None:
            found += 1
            yield _RawClip(clip, arrays)
    if not found:
        raise DataError(
            f"all {len(rows)} clips of split `{split}` in {sources.sheet} are excluded; "
            "results/tracking_quality.csv has the reason of each"
        )
    logger.info("%s: %d of %d clips, the others are excluded", split, found, len(rows))


def _arrays(
    conversation: Conversation, sound: Path, settings: FeatureSettings, fps: float
) -> dict[str, np.ndarray] | None:
    """Features of the frames that both tracks and sound have; None if too few."""
    most = min(len(conversation.speaker), len(conversation.listener))
    heard = _speech(sound, most, settings, fps)
    frames = len(heard)
    if frames < SHORTEST:
        logger.warning("clip %s: %d frames are no motion; left out", conversation.clip, frames)
        return None
    speaker, listener = conversation.speaker.first(frames), conversation.listener.first(frames)
    return frame_features(heard, speaker, listener, settings)


def frame_features(
    heard: Float32[np.ndarray, "T 29"],
    speaker: Coefficients,
    listener: Coefficients,
    settings: FeatureSettings,
) -> dict[str, np.ndarray]:
    """Features before z-scoring, by their names in `FeatureSet`, of equally long parts."""
    return {
        "mfcc": heard,
        "style": speaker_style(speaker.expression, speaker.pose, settings.style),
        "speaker_expression": speaker.expression,
        "speaker_pose": speaker.pose,
        "speaker_blink": speaker.blink,
        "listener_expression": listener.expression,
        "listener_pose": listener.pose,
        "listener_blink": listener.blink,
    }


def _speech(
    sound: Path, most: int, settings: FeatureSettings, fps: float
) -> Float32[np.ndarray, "T 29"]:
    """MFCC of the sound, or those given in its place, of so many frames at most."""
    if sound.suffix == ".npy":
        return read_mfcc(sound)[:most]
    samples = read_wav(sound)
    frames = min(most, frames_of(len(samples), fps))
    if not frames:
        return np.zeros((0, N_MFCC), np.float32)
    return mfcc(samples, frames, settings.mfcc_layout, fps=fps)
