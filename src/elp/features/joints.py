"""Where the windows of a clip lie, and how their results are joined into a whole clip."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from elp.errors import ElpError


@dataclass(frozen=True)
class WindowPlan:
    """Windows of equal length that cover a clip and are cross-faded where they meet.

    Each window starts `length − overlap` frames after the previous one; the last is shifted back to
    end with the clip. At each joint the weight moves linearly from one window to the next over the
    last `overlap` frames of the earlier one, so a frame mixes at most two windows and its weights
    sum to 1. A clip shorter than a window is one window: its last frame is repeated, and the result
    is cut to the clip.

    Parameters
    ----------
    frames : int
        Length of the clip.
    length : int
        T, frames per window.
    overlap : int
        Frames over which two windows are cross-faded; 0: hard cuts.

    Raises
    ------
    ElpError
        If the overlap is more than half a window, so that more than two windows would overlap.
    """

    frames: int
    length: int
    overlap: int

    def __post_init__(self) -> None:
        if 2 * self.overlap > self.length:
            raise ElpError(
                f"sampling.overlap: {self.overlap} frames are more than half a window of "
                f"{self.length} frames; set at most {self.length // 2}"
            )

    def __len__(self) -> int:
        """W, the number of windows."""
        return len(self.starts)

    @property
    def starts(self) -> Int[np.ndarray, "W"]:
        """First frame of each window."""
        last = max(self.frames - self.length, 0)
        return np.append(np.arange(0, last, self.length - self.overlap), last)

    @property
    def rows(self) -> Int[np.ndarray, "W T"]:
        """Frame of the clip that each frame of each window shows."""
        rows = self.starts[:, None] + np.arange(self.length)
        return np.minimum(rows, self.frames - 1)

    def weights(self) -> Float[np.ndarray, "W T"]:
        """Weight of each window in the frames it covers."""
        weights = np.ones((len(self), self.length))
        rising = np.arange(1, self.overlap + 1) / (self.overlap + 1)
        starts = self.starts
        for left, right in zip(range(len(self) - 1), range(1, len(self)), strict=True):
            fade = starts[left] + self.length - self.overlap - starts[right]
            weights[left, self.length - self.overlap :] = 1 - rising
            weights[right, :fade] = 0
            weights[right, fade : fade + self.overlap] = rising
        return weights

    def join(self, windows: Float[np.ndarray, "W T D"]) -> Float[np.ndarray, "F D"]:
        """Join one series per window into a series of the whole clip."""
        joined = np.zeros((self.frames, windows.shape[2]))
        length = min(self.length, self.frames)
        for start, weight, window in zip(self.starts, self.weights(), windows, strict=True):
            joined[start : start + length] += weight[:length, None] * window[:length]
        return joined.astype(windows.dtype)
