"""A person's neutral face and open eyes, from all clips of the person.

The neutral face decides what counts as expression. If it were the median of a clip, a mood that
lasts the whole clip would vanish, though the emotion label is about the mood. So there is one
neutral face per person: the mean of the frames with the least expression, over all clips. A person
who smiles in all clips would still smile in it; so the expression that MediaPipe's blendshapes
measure beyond other people's neutral faces is subtracted (`blendshape_map`).

Letters: T frames, L landmarks, P people.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from jaxtyping import Float, Float64, Int

from elp.io.arrays import read_arrays, write_arrays
from elp.tracking.blendshape_map import expressions
from elp.tracking.blinks import open_level

_FEWEST, _MOST = 25, 500


@dataclass(frozen=True)
class Neutrals:
    """The neutral faces of a data set's people.

    Attributes
    ----------
    people : array, shape (P,)
        Names as in the clip sheet, sorted.
    faces : array, shape (P, L, 3)
        Landmarks of the neutral face in the template's frame, in cm.
    open_eyes : array, shape (P,)
        Eye-aspect ratio of the open eyes.
    frames : array, shape (P,)
        Number of frames averaged to the face.
    """

    people: np.ndarray
    faces: Float64[np.ndarray, "P L 3"]
    open_eyes: Float64[np.ndarray, "P"]
    frames: Int[np.ndarray, "P"]

    def index(self, person: str) -> int | None:
        """Position of a person; None if no frame shows them."""
        found = np.flatnonzero(self.people == person)
        return int(found[0]) if len(found) else None

    def save(self, path: Path) -> None:
        """Write to an .npz file."""
        write_arrays(path, vars(self), compressed=True)

    @classmethod
    def load(cls, path: Path) -> "Neutrals":
        """Read a file written by `save`.

        Raises
        ------
        DataError
            If it is another file.
        """
        names = [field.name for field in fields(cls)]
        remedy = "delete it and run rule 'neutrals'"
        return cls(**read_arrays(path, names, what="file of neutral faces", remedy=remedy))


def expressionless_frames(
    blendshapes: Float[np.ndarray, "T 52"],
    names: tuple[str, ...],
    ratios: Float[np.ndarray, "T"],
    *,
    share: float,
    blink_ratio: float,
) -> Int[np.ndarray, "n"]:
    """Frames of a person with open eyes and the least expression, in order of time.

    Parameters
    ----------
    blendshapes : array, shape (T, 52)
        Of all frames that show the person.
    names : tuple of str
        Names of the blendshapes.
    ratios : array, shape (T,)
        Eye-aspect ratios.
    share : float
        Fraction of the frames with open eyes; at least 25 and at most 500 frames are chosen.
    blink_ratio : float
        Eyes are open above this fraction of the open level.
    """
    activity = np.asarray(blendshapes, np.float64)[:, expressions(names)].sum(axis=1)
    open_frames = np.flatnonzero(ratios >= blink_ratio * open_level(ratios))
    number = int(np.clip(share * len(open_frames), _FEWEST, _MOST))
    least = np.argsort(activity[open_frames], kind="stable")[:number]
    return np.sort(open_frames[least])
