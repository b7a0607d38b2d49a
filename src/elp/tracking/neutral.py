"""A person's neutral face and open eyes, from all clips of the person.

The neutral face decides what counts as expression. Were it the median of a clip, a mood that lasts
the clip would vanish, and the mood is what the emotion label is about. So it belongs to the person:
the mean of the frames in which the face does least, whichever clips they are in. Someone who smiles
in all clips would still smile in it; therefore what MediaPipe's blendshapes, which are measured
against faces in general, find beyond the rest of other people is taken off (`expression_map`).

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
        Number of frames that the face is the mean of.
    """

    people: np.ndarray
    faces: Float64[np.ndarray, "P L 3"]
    open_eyes: Float64[np.ndarray, "P"]
    frames: Int[np.ndarray, "P"]

    def index(self, person: str) -> int | None:
        """Position of a person, or none if no frame showed one."""
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
            If it is no such file.
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
    """The frames of a person with open eyes in which the face does least, in order of time.

    Parameters
    ----------
    blendshapes : array, shape (T, 52)
        Of all frames in which the person is seen.
    names : tuple of str
        Of the blendshapes.
    ratios : array, shape (T,)
        Eye-aspect ratios.
    share : float
        Of the frames with open eyes that are taken, but at least 25 and at most 500 frames.
    blink_ratio : float
        Eyes are open above this share of the open level.
    """
    activity = np.asarray(blendshapes, np.float64)[:, expressions(names)].sum(axis=1)
    open_frames = np.flatnonzero(ratios >= blink_ratio * open_level(ratios))
    number = int(np.clip(share * len(open_frames), _FEWEST, _MOST))
    least = np.argsort(activity[open_frames], kind="stable")[:number]
    return np.sort(open_frames[least])
