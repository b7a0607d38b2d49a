"""Features of a clip before z-scoring: speech, style, expression, pose and blinks, frame by frame.

Letters: T frames.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32

from elp.coefficients import Coefficients, Conversation
from elp.config.features import FeatureSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.datasets.clip import Clip
from elp.errors import DataError
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
SHORTEST = 2  # frames; a single frame has no motion


@dataclass(frozen=True)
class DatasetFiles:
    """Files of a data set: its clip sheet, and the coefficients and clip folders of all shards."""

    sheet: Path
    coefficients: tuple[Path, ...]
    clips: tuple[Path, ...]


@dataclass(frozen=True)
class ClipFeatures:
    """A clip's features before z-scoring, by their names in `FeatureSet`."""

    clip: Clip
    arrays: dict[str, np.ndarray]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.arrays["mfcc"])


def read_clip_features(
    files: DatasetFiles, split: str, settings: FeatureSettings
) -> Iterator[ClipFeatures]:
    """Features of the split's tracked clips, in the order of the clips' names.

    Raises
    ------
    DataError
        If no clip of the split is left, or a sound is missing.
    """
    conversations = read_conversations(files.coefficients)
    fps = read_frame_rate(files.coefficients)
    sounds = speech_files(files.clips)
    clips = [clip for clip in read_canonical(files.sheet) if clip.split == split]
    included = 0
    for clip in sorted(clips, key=lambda clip: clip.name):
        if clip.name not in conversations:
            continue
        if clip.name not in sounds:
            folders = ", ".join(map(str, files.clips))
            raise DataError(f"no sound of clip {clip.name} in {folders}; delete them and run again")
        arrays = _arrays(conversations[clip.name], sounds[clip.name], settings, fps)
        if arrays is not None:
            included += 1
            yield ClipFeatures(clip, arrays)
    if not included:
        raise DataError(
            f"all {len(clips)} clips of split `{split}` in {files.sheet} are excluded; "
            "results/tracking_quality.csv gives the reasons"
        )
    logger.info("%s: %d of %d clips, the others are excluded", split, included, len(clips))


def frame_features(
    speech: Float32[np.ndarray, "T 29"],
    speaker: Coefficients,
    listener: Coefficients,
    settings: FeatureSettings,
) -> dict[str, np.ndarray]:
    """Features before z-scoring, by their names in `FeatureSet`; all inputs are equally long."""
    return {
        "mfcc": speech,
        "style": speaker_style(speaker.expression, speaker.pose, settings.style),
        "speaker_expression": speaker.expression,
        "speaker_pose": speaker.pose,
        "speaker_blink": speaker.blink,
        "listener_expression": listener.expression,
        "listener_pose": listener.pose,
        "listener_blink": listener.blink,
    }


def _arrays(
    conversation: Conversation, sound: Path, settings: FeatureSettings, fps: float
) -> dict[str, np.ndarray] | None:
    """Features of the frames that both coefficients and sound have; None if there are too few."""
    most = min(len(conversation.speaker), len(conversation.listener))
    speech = _speech(sound, most, settings, fps)
    frames = len(speech)
    if frames < SHORTEST:
        logger.warning(
            "clip %s: left out, %d of at least %d frames", conversation.clip, frames, SHORTEST
        )
        return None
    speaker, listener = conversation.speaker.first(frames), conversation.listener.first(frames)
    return frame_features(speech, speaker, listener, settings)


def _speech(
    sound: Path, most: int, settings: FeatureSettings, fps: float
) -> Float32[np.ndarray, "T 29"]:
    """MFCC of the sound, or the MFCC given instead of it; at most `most` frames."""
    if sound.suffix == ".npy":
        return read_mfcc(sound)[:most]
    samples = read_wav(sound)
    frames = min(most, frames_of(len(samples), fps))
    if not frames:
        return np.zeros((0, N_MFCC), np.float32)
    return mfcc(samples, frames, settings.mfcc_layout, fps=fps)
