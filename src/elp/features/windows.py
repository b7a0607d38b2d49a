"""Training batches: windows of frames, cut at random from the clips of a split.

B or W windows of T frames, F MFCC, S style features, D expression and P pose components, M = D + P.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from elp.errors import DataError
from elp.features.store import FeatureSet

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class WindowBatch:
    """Windows of a speaker and of the responding listener; all but the blinks are z-scored.

    `expression`, `pose` and `blink` are the listener's; `blink` is 1 while their eyes blink, else
    0. `blink_before` is the blink of the frame before the window; 0 at the start of a clip.
    `first` is the listener's expression and pose in the first frame of the window's clip: the
    portrait, for methods that use one. `emotion` is each window's emotion index.
    """

    mfcc: Float[Tensor, "B T F"]
    style: Float[Tensor, "B T S"]
    speaker: Float[Tensor, "B T M"]
    expression: Float[Tensor, "B T D"]
    pose: Float[Tensor, "B T P"]
    blink: Float[Tensor, "B T"]
    blink_before: Float[Tensor, "B"]
    first: Float[Tensor, "B M"]
    emotion: Int[Tensor, "B"]

    def __len__(self) -> int:
        """B, the number of windows."""
        return len(self.emotion)

    def __getitem__(self, rows: slice) -> "WindowBatch":
        return WindowBatch(**{name: part[rows] for name, part in vars(self).items()})

    def to(self, device: torch.device) -> "WindowBatch":
        """The same windows on a device."""
        return WindowBatch(**{name: part.to(device) for name, part in vars(self).items()})


def fitting_length(parts: Sequence[FeatureSet], wanted: int, fewest: int) -> int:
    """Frames of the windows: as many as wanted, or as the longest clip has if that is fewer.

    Parameters
    ----------
    parts : sequence of FeatureSet
        The clips to learn from, and those to validate on: each part has clips as long as a window.
    wanted, fewest : int
        Frames of a window by the settings, and the fewest that the model can learn from.

    Raises
    ------
    DataError
        If no clip of a part has the fewest frames.
    """
    longest = min(max(clip.frames for clip in part.clips) for part in parts)
    if longest < fewest:
        raise DataError(
            f"the longest training clip has {longest} frames, but the model needs a `window` of at "
            f"least {fewest}; give longer clips, or leave the run out of the tables of this data "
            "set"
        )
    if longest < wanted:
        logger.warning(
            "no training clip has the %d frames of `window`: windows of %d frames, as long as the "
            "longest clip",
            wanted,
            longest,
        )
    return min(wanted, longest)


class TrainingWindows:
    """All windows that fit inside one clip of a split; each is equally likely.

    So every second of talk has the same weight, however the clips were cut. A clip shorter than a
    window is left out: padding would teach the listener to freeze.

    Parameters
    ----------
    features : FeatureSet
        The training split.
    length : int
        T, frames per window.

    Raises
    ------
    DataError
        If every clip is shorter than a window.
    """

    def __init__(self, features: FeatureSet, length: int) -> None:
        self._features = features
        self._frames = np.arange(length)
        clips = [clip for clip in features.clips if clip.frames >= length]
        if not clips:
            raise DataError(
                f"none of {len(features.clips)} training clips has {length} frames; give longer "
                "clips, or set `window` of the run to fewer frames"
            )
        if short := len(features.clips) - len(clips):
            logger.warning("%d clips are shorter than %d frames and left out", short, length)
        self._first_rows = np.concatenate(
            [clip.start + np.arange(clip.frames - length + 1) for clip in clips]
        )
        places = [clip.frames - length + 1 for clip in clips]
        self._clip_starts = np.repeat([clip.start for clip in clips], places)
        self._emotions = np.repeat([features.emotion_index(clip) for clip in clips], places)

    def __len__(self) -> int:
        """Number of different windows."""
        return len(self._first_rows)

    def apart(self) -> Int[np.ndarray, "W"]:
        """Numbers of the windows that follow one another in each clip, without overlap."""
        return np.flatnonzero((self._first_rows - self._clip_starts) % len(self._frames) == 0)

    def batches(self, size: int) -> int:
        """Number of batches of this size that hold all windows once: an epoch."""
        return -(-len(self) // size)

    def batch(self, chosen: Int[np.ndarray, "B"]) -> WindowBatch:
        """The windows with these numbers, 0 to len − 1."""
        first, begins = self._first_rows[chosen], self._clip_starts[chosen]
        rows = first[:, None] + self._frames
        features = self._features
        blink = features.listener_blink
        return WindowBatch(
            mfcc=_cut(rows, features.mfcc),
            style=_cut(rows, features.style),
            speaker=_cut(rows, features.speaker_expression, features.speaker_pose),
            expression=_cut(rows, features.listener_expression),
            pose=_cut(rows, features.listener_pose),
            blink=_cut(rows, blink),
            blink_before=_cut(first - 1, blink) * torch.from_numpy(first > begins),
            first=_cut(begins, features.listener_expression, features.listener_pose),
            emotion=torch.from_numpy(self._emotions[chosen]),
        )

    def random_batch(self, size: int, seed: int, step: int) -> WindowBatch:
        """Windows of one training step; they depend on seed and step only, so a run can resume."""
        generator = np.random.default_rng([seed, step])
        return self.batch(generator.integers(len(self), size=size))


def _cut(rows: Int[np.ndarray, "..."], *values: np.ndarray) -> Tensor:
    """Rows of the arrays, side by side."""
    parts = [torch.from_numpy(part[rows].astype(np.float32, copy=False)) for part in values]
    return parts[0] if len(parts) == 1 else torch.cat(parts, dim=-1)
