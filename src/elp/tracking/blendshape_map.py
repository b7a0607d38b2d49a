"""Linear map of MediaPipe's blendshapes to landmarks, which removes a mood from a neutral face.

Letters: N frames, S blendshapes, B of them expressions, L landmarks.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from jaxtyping import Float, Float64, Int

from elp.io.arrays import read_arrays, write_arrays

# The gaze is not an expression; blinks are excluded by the eye-aspect ratio.
_NO_EXPRESSION = ("_neutral", "eyeBlink", "eyeLook")
_RIDGE = 0.025  # squared activation per frame: blendshapes that never move get no displacement


@dataclass(frozen=True)
class BlendshapeMap:
    """Displacement of landmarks per blendshape, and the blendshapes of faces at rest.

    Attributes
    ----------
    chosen : array, shape (B,)
        Positions of the expressions among the blendshapes.
    rest : array, shape (B,)
        Their activations in a neutral face, averaged over people.
    slopes : array, shape (B, 3 L)
        Displacement of the aligned landmarks in cm per activation.
    """

    chosen: Int[np.ndarray, "B"]
    rest: Float64[np.ndarray, "B"]
    slopes: Float64[np.ndarray, "B L3"]

    def save(self, path: Path) -> None:
        """Write to an .npz file."""
        write_arrays(path, vars(self), compressed=True)

    @classmethod
    def load(cls, path: Path) -> "BlendshapeMap":
        """Read a file written by `save`.

        Raises
        ------
        DataError
            If it is no such file.
        """
        names = [field.name for field in fields(cls)]
        remedy = "delete it and run rule 'neutrals'"
        return cls(**read_arrays(path, names, what="map of expressions", remedy=remedy))

    def relax(
        self, aligned: Float[np.ndarray, "N L 3"], blendshapes: Float[np.ndarray, "N S"]
    ) -> Float64[np.ndarray, "N L 3"]:
        """Aligned landmarks of the same face at rest."""
        excess = np.asarray(blendshapes[:, self.chosen], np.float64) - self.rest
        return np.asarray(aligned - (excess @ self.slopes).reshape(aligned.shape))


def expressions(names: tuple[str, ...]) -> Int[np.ndarray, "B"]:
    """Positions of the blendshapes that are expressions."""
    return np.array([k for k, name in enumerate(names) if not name.startswith(_NO_EXPRESSION)])


def learn_blendshape_map(
    aligned: Float[np.ndarray, "N L 3"],
    blendshapes: Float[np.ndarray, "N S"],
    people: np.ndarray,
    rest: Float[np.ndarray, "S"],
    names: tuple[str, ...],
) -> BlendshapeMap:
    """Regress landmarks on blendshapes within people, so that the shape of a face plays no role.

    Parameters
    ----------
    aligned : array, shape (N, L, 3)
        In cm.
    blendshapes : array, shape (N, S)
    people : array, shape (N,)
        Person in each frame.
    rest : array, shape (S,)
        Blendshapes of faces at rest.
    names : tuple of str
        Of the blendshapes.
    """
    chosen = expressions(names)
    landmarks = aligned.reshape(len(aligned), -1).astype(np.float64)
    activations = blendshapes[:, chosen].astype(np.float64)
    for person in np.unique(people):
        rows = people == person
        landmarks[rows] -= landmarks[rows].mean(axis=0)
        activations[rows] -= activations[rows].mean(axis=0)
    gram = activations.T @ activations + _RIDGE * len(activations) * np.eye(len(chosen))
    slopes = np.linalg.solve(gram, activations.T @ landmarks)
    return BlendshapeMap(chosen, np.asarray(rest, np.float64)[chosen], slopes)
