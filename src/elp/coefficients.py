"""The face representation that all modules exchange: 3DMM coefficients and blinks per frame."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

FPS = 25  # the paper (Sec. 3.3); the default of a data set
ROLES = ("speaker", "listener")


@dataclass(frozen=True)
class Coefficients:
    """Face motion of one participant in one clip, at the frame rate of its data set.

    Parameters
    ----------
    expression : array, shape (T, D)
        β: weights of the expression basis in standard deviations; D = 100 for our face model.
    pose : array, shape (T, P)
        p: rotation vector (3, radians) and translation (3, cm) of the head in the camera's frame;
        P = 6.
    blink : array, shape (T,)
        φ: whether the eyes blink in the frame.
    """

    expression: Float[np.ndarray, "T D"]
    pose: Float[np.ndarray, "T P"]
    blink: Bool[np.ndarray, "T"]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.blink)

    def first(self, frames: int) -> "Coefficients":
        """The first frames only."""
        return Coefficients(self.expression[:frames], self.pose[:frames], self.blink[:frames])


@dataclass(frozen=True)
class Conversation:
    """Both participants of one clip, frame by frame."""

    clip: str
    speaker: Coefficients
    listener: Coefficients
