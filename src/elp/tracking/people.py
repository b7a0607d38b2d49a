"""The faces of a data set's people, read from one folder. Letters: L landmarks."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float64

from elp.errors import DataError
from elp.tracking.face_model import FaceModel
from elp.tracking.neutral import Neutrals

FACE_MODEL, NEUTRALS = "face_model.npz", "neutrals.npz"


@dataclass(frozen=True)
class People:
    """The face model of a data set, and the neutral faces of its people.

    Attributes
    ----------
    face_model : FaceModel
        The model that the coefficients belong to.
    neutrals : Neutrals
        Faces at rest.
    """

    face_model: FaceModel
    neutrals: Neutrals

    @classmethod
    def read(cls, folder: Path) -> "People":
        """Read `face_model.npz` and `neutrals.npz` from a folder.

        Raises
        ------
        DataError
            If one of the files is missing or damaged.
        """
        return cls(FaceModel.load(folder / FACE_MODEL), Neutrals.load(folder / NEUTRALS))

    def neutral_face(self, person: str) -> Float64[np.ndarray, "L 3"]:
        """The model's landmarks of a person's face at rest, in the template's frame, in cm.

        Raises
        ------
        DataError
            If no clip shows the person.
        """
        index = self.neutrals.index(person)
        if index is None:
            raise DataError(
                f"{person} has no neutral face; delete results/tracking and run the workflow again"
            )
        return np.asarray(self.neutrals.faces[index][self.face_model.landmarks])
