"""The people of a data set as the tracker's camera sees them, and their mesh videos.

Letters: T frames, V vertices.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float64

from elp.coefficients import Coefficients
from elp.config.mesh import MeshSettings
from elp.mesh.blinking import blinked
from elp.mesh.draw import MeshPainter
from elp.mesh.eyes import eye_closer
from elp.mesh.surface import Surface, surface_of
from elp.tracking.people import People


@dataclass(frozen=True)
class MeshScene:
    """Faces and camera that show the coefficients of a data set's people.

    Attributes
    ----------
    people : People
        Their neutral faces, and the face model of the coefficients.
    painter : MeshPainter
        Camera and style of the pictures.
    """

    people: People
    painter: MeshPainter

    @classmethod
    def read(cls, folder: Path, settings: MeshSettings) -> "MeshScene":
        """The scene of the people whose faces are stored in a folder (`People.read`)."""
        people = People.read(folder)
        return cls(people, MeshPainter(people.face_model, settings))

    def surface(self, person: str) -> Surface:
        """The person's face.

        Raises
        ------
        DataError
            If no clip shows the person.
        """
        return surface_of(self.people.face_model, self.people.neutral_face(person))

    def vertices(self, person: str, motion: Coefficients) -> Float64[np.ndarray, "T V 3"]:
        """The person's vertices in the camera's frame, with closed eyes in blinks."""
        surface = self.surface(person)
        close = eye_closer(self.people.face_model, surface, self.painter.settings.blinks)
        return surface.vertices(blinked(motion.expression, motion.blink, close), motion.pose)
