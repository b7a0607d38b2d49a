"""A person's face as a surface: the face model's vertices, moved by coefficients.

Letters: T frames, V vertices, L landmarks, K components.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64
from scipy.interpolate import RBFInterpolator

from elp.tracking.face_model import FaceModel
from elp.tracking.linear_algebra import to_matrix


@dataclass(frozen=True)
class Surface:
    """The vertices of one person's face.

    Attributes
    ----------
    neutral : array, shape (V, 3)
        The face at rest in the template's frame, in cm.
    directions : array, shape (V, 3, K)
        Displacement in cm per unit of β.
    """

    neutral: Float64[np.ndarray, "V 3"]
    directions: Float64[np.ndarray, "V 3 K"]

    def vertices(
        self, expression: Float[np.ndarray, "T K"], pose: Float[np.ndarray, "T 6"]
    ) -> Float64[np.ndarray, "T V 3"]:
        """Vertices in the camera's frame, in cm: x right, y up, z towards the viewer."""
        moved = self.neutral + np.einsum(
            "vck,tk->tvc", self.directions, np.asarray(expression, dtype=np.float64)
        )
        turned = np.einsum("tij,tvj->tvi", to_matrix(pose[:, :3]), moved)
        return np.asarray(turned + pose[:, None, 3:])


def surface_of(model: FaceModel, landmarks: Float[np.ndarray, "L 3"]) -> Surface:
    """The surface of a person, from their landmarks at rest.

    Vertices that are not landmarks follow the landmarks around them by a thin-plate spline.
    """
    offsets = landmarks - model.landmark_template
    at_landmarks = model.template[model.triangles[model.landmark_triangle]]
    positions = np.einsum("lc,lcd->ld", model.landmark_weights, at_landmarks)
    if len(positions) == len(model.template) and np.array_equal(positions, model.template):
        moved = offsets
    else:
        moved = RBFInterpolator(positions, offsets, neighbors=64)(model.template)
    return Surface(model.template + moved, model.expression * model.deviation)
