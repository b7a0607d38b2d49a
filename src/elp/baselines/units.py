"""Units of a clip, answered one after the other, and the bank of training windows to answer with.

U units of T frames, W windows in the bank, E = T + overlap frames of an extended unit.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from elp.features.joints import WindowPlan
from elp.features.store import FeatureSet


class Bank:
    """All windows of the training split, `stride` frames apart; a shorter clip is one window.

    Parameters
    ----------
    train : FeatureSet
        The training split.
    length : int
        T, frames of a window.
    stride : int
        Frames from the start of a window to the next in the same clip.
    """

    def __init__(self, train: FeatureSet, length: int, stride: int) -> None:
        starts, clips = [], []
        for number, clip in enumerate(train.clips):
            first = np.arange(0, max(clip.frames - length, 0) + 1, stride)
            starts.append(clip.start + first)
            clips.append(np.full(len(first), number))
        self._starts, self.clips = np.concatenate(starts), np.concatenate(clips)
        self._first = np.array([clip.start for clip in train.clips])
        self._last = np.array([clip.start + clip.frames - 1 for clip in train.clips])
        self.length = length

    def __len__(self) -> int:
        """W, the number of windows."""
        return len(self._starts)

    def rows(
        self, windows: Int[np.ndarray, "U"], before: int = 0, after: int = 0
    ) -> Int[np.ndarray, "U E"]:
        """Rows of the windows in the training split, with frames before and after them.

        At the ends of its clip a window repeats the clip's first or last frame.
        """
        rows = self._starts[windows][:, None] + np.arange(-before, self.length + after)
        clips = self.clips[windows]
        inside: np.ndarray = np.clip(rows, self._first[clips][:, None], self._last[clips][:, None])
        return inside


@dataclass(frozen=True)
class Units:
    """Consecutive pieces of a clip, answered separately; the last is shifted back to end with it.

    Pieces do not overlap, but their answers are longer by `overlap`, half of it on each side, and
    are cross-faded there, as the windows of the ASE are.
    """

    frames: int
    length: int
    overlap: int

    @property
    def _before(self) -> int:
        return self.overlap // 2

    @property
    def joints(self) -> WindowPlan:
        """Places of the answers, in the clip extended by half an overlap on both sides."""
        frames = max(self.frames, self.length)
        return WindowPlan(frames + self.overlap, self.length + self.overlap, self.overlap)

    def __len__(self) -> int:
        """U, the number of units."""
        return len(self.joints)

    def rows(self) -> Int[np.ndarray, "U T"]:
        """Frames of the clip in each unit; a shorter clip repeats its last frame."""
        rows = self.joints.starts[:, None] + np.arange(self.length)
        return np.minimum(rows, self.frames - 1)

    def extended(self, bank: Bank, windows: Int[np.ndarray, "U"]) -> Int[np.ndarray, "U E"]:
        """Rows of the training split that answer each unit from these windows of the bank."""
        return bank.rows(windows, self._before, self.overlap - self._before)

    def cut(self, joined: Float[np.ndarray, "_ ..."]) -> Float[np.ndarray, "F ..."]:
        """The frames of the clip from a series joined by `joints`."""
        return joined[self._before : self._before + self.frames]
