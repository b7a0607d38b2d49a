"""Units of a clip that are answered one after the other, and the training windows to answer with.

U units of T frames, W windows in the bank, E = T + overlap frames of an extended unit.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from elp.features.joints import WindowPlan
from elp.features.store import FeatureSet


class Bank:
    """Every window of the training split, `stride` frames apart; a shorter clip is one window.

    Parameters
    ----------
    train : FeatureSet
        The training split.
    length : int
        T, frames a window.
    stride : int
        Frames from one window's start to the next in the same clip.
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
    """Consecutive pieces of a clip that are answered apart; the last is shifted back to its end.

    The pieces do not overlap, but their answers are longer by `overlap`, half of it on each side,
    and are cross-faded there: joints get the same treatment as those of the ASE.
    """

    frames: int
    length: int
    overlap: int

    @property
    def _before(self) -> int:
        return self.overlap // 2

    @property
    def joints(self) -> WindowPlan:
        """Of the answers, on the time line of the clip with half an overlap on both sides."""
        frames = max(self.frames, self.length)
        return WindowPlan(frames + self.overlap, self.length + self.overlap, self.overlap)

    def __len__(self) -> int:
        """U, the number of units."""
        return len(self.joints)

    def rows(self) -> Int[np.ndarray, "U T"]:
        """Frames of the clip that each unit shows; a shorter clip repeats its last frame."""
        rows = self.joints.starts[:, None] + np.arange(self.length)
        return np.minimum(rows, self.frames - 1)

    def extended(self, bank: Bank, windows: Int[np.ndarray, "U"]) -> Int[np.ndarray, "U E"]:
        """Rows of the training split that answer each unit, if by these windows of the bank."""
        return bank.rows(windows, self._before, self.overlap - self._before)

    def cut(self, joined: Float[np.ndarray, "_ ..."]) -> Float[np.ndarray, "F ..."]:
        """The clip's own frames of a series that `joints` joined."""
        return joined[self._before : self._before + self.frames]
