"""The motion of a puppet, frame by frame: the ground truth of the sample corpus.

T is the number of frames.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

EXPRESSIONS = ("smile", "frown", "brow", "open", "narrow")


@dataclass(frozen=True)
class FaceMotion:
    """All motion of a face.

    Attributes
    ----------
    rotation : array, shape (T, 3)
        Pitch, yaw and roll in degrees, see `elp.sample_corpus.head.rotation_matrix`.
    shift : array, shape (T, 2)
        Movement of the head to the right and down in pixels of the frame.
    closure : array, shape (T,)
        Fraction of the eye's opening that the upper lid covers: 0 open, 1 closed.
    smile : array, shape (T,)
        0 is the neutral mouth, 1 almost the portrait's broad smile.
    frown : array, shape (T,)
        Lowering of the mouth's corners and the inner brows; 0 to 1.
    brow : array, shape (T,)
        Raising of the brows; 0 to 1.
    open : array, shape (T,)
        Opening of the mouth; 0 to 1.
    narrow : array, shape (T,)
        Rounding of the lips; 0 to 1.
    gaze : array, shape (T, 2)
        Turn of the eyes to the right and down; 1 is their limit.
    """

    rotation: Float64[np.ndarray, "T 3"]
    shift: Float64[np.ndarray, "T 2"]
    closure: Float64[np.ndarray, "T"]
    smile: Float64[np.ndarray, "T"]
    frown: Float64[np.ndarray, "T"]
    brow: Float64[np.ndarray, "T"]
    open: Float64[np.ndarray, "T"]
    narrow: Float64[np.ndarray, "T"]
    gaze: Float64[np.ndarray, "T 2"]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.closure)
