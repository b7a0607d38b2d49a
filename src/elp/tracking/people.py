"""Faces of a data set's people: the face model and each person's neutral face, from one folder.

Letters: L landmarks of the whole mesh.
"""

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
    """All that coefficients of a data set's people need to become faces again.

    Attributes
    ----------
    model : FaceModel
        That the coefficients are of.
    neutrals : Neutrals
        Faces at rest.
    """

    model: FaceModel
    neutrals: Neutrals

    @classmethod
    def read(cls, folder: Path) -> "People":
        """Read results/tracking/{dataset}.

        Raises
        ------
        DataError
            If a file is missing or damaged.
        """
        return cls(FaceModel.load(folder / FACE_MODEL), Neutrals.load(folder / NEUTRALS))

    def neutral(self, person: str) -> Float64[np.ndarray, "L 3"]:
        """The person's neutral face.

        Raises
        ------
        DataError
            If no clip showed the person.
        """
        index = self.neutrals.index(person)
        if index is None:
            raise DataError(
                f"{person} has no neutral face; delete results/tracking and run the workflow again"
            )
        return np.asarray(self.neutrals.faces[index])
