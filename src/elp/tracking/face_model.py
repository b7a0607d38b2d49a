"""The face model: a template, a linear basis of expressions, and the landmarks on its surface.

Letters: V vertices, F triangles, K expression components, L landmarks.
"""

import hashlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float64, Int64

from elp.errors import DataError
from elp.io.arrays import read_arrays, write_arrays

REMEDY = (
    "if it is of an older version, run `python -m elp upgrade`; else delete it and run rule "
    "'face_model'"
)


@dataclass(frozen=True)
class FaceModel:
    """A linear face model X = template + expression · diag(deviation) · β, in cm.

    Attributes
    ----------
    name, licence : str
        Description and terms of use; a model licensed by a user can be supplied as such a file.
    template : array, shape (V, 3)
        The face at rest in cm; x to the right of the picture, y up, z to the viewer.
    triangles : array, shape (F, 3)
        Indices of vertices.
    expression : array, shape (V, 3, K)
        Orthonormal directions; zeros for padded components.
    deviation : array, shape (K,)
        Standard deviation along each, in cm over all vertices; 0 for padded components.
    landmarks : array, shape (L,)
        Which of MediaPipe's landmarks lie on the model.
    landmark_triangle : array, shape (L,)
        The triangle that contains each landmark.
    landmark_weights : array, shape (L, 3)
        Barycentric weights of the triangle's corners.
    alignment : array, shape (L,)
        Weight of each landmark in a rigid alignment.
    blink : array, shape (K,)
        β_c: the change of β that closes the eyes.
    field_of_view : float
        Of the camera that its coefficients assume: vertical, in degrees.
    """

    name: str
    licence: str
    template: Float64[np.ndarray, "V 3"]
    triangles: Int64[np.ndarray, "F 3"]
    expression: Float64[np.ndarray, "V 3 K"]
    deviation: Float64[np.ndarray, "K"]
    landmarks: Int64[np.ndarray, "L"]
    landmark_triangle: Int64[np.ndarray, "L"]
    landmark_weights: Float64[np.ndarray, "L 3"]
    alignment: Float64[np.ndarray, "L"]
    blink: Float64[np.ndarray, "K"]
    field_of_view: float

    @property
    def basis(self) -> Float64[np.ndarray, "L 3 K"]:
        """Displacement of the landmarks in cm per unit of β."""
        return self.at_landmarks(self.expression * self.deviation)

    @property
    def vertex_scale(self) -> Float64[np.ndarray, "K"]:
        r"""How far a unit of each component of β moves the mesh: RMS of the V vertices, in cm.

        The directions are orthonormal, so that squares add up: between the meshes of β and β' it is

        .. math:: \sqrt{\tfrac1V \sum_v \|x_v - x'_v\|^2} = \|s \circ (\beta - \beta')\|
        """
        return np.asarray(self.deviation / np.sqrt(len(self.template)))

    @property
    def landmark_template(self) -> Float64[np.ndarray, "L 3"]:
        """The landmarks of the template."""
        return self.at_landmarks(self.template)

    def at_landmarks(self, values: Float64[np.ndarray, "V *rest"]) -> Float64[np.ndarray, "..."]:
        """Values of the vertices, interpolated at the landmarks."""
        corners = values[self.triangles[self.landmark_triangle]]
        return np.asarray(np.einsum("lc,lc...->l...", self.landmark_weights, corners))

    def sha256(self) -> str:
        """Hash of the content: names, shapes and numbers, independent of the file's compression."""
        digest = hashlib.sha256()
        for field in fields(self):
            value = getattr(self, field.name)
            array = np.ascontiguousarray(value) if isinstance(value, np.ndarray) else None
            text = value if array is None else f"{array.dtype.str} {array.shape}"
            digest.update(f"{field.name}: {text}\n".encode())
            if array is not None:
                digest.update(array.tobytes())
        return digest.hexdigest()

    def save(self, path: Path) -> None:
        """Write to an .npz file: one array per attribute, and the hash of all."""
        arrays = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        write_arrays(path, {"sha256": np.asarray(self.sha256()), **arrays}, compressed=True)

    @classmethod
    def load(cls, path: Path) -> "FaceModel":
        """Read a file written by `save`.

        Raises
        ------
        DataError
            If it is another file, lacks an array (as one of an older version does), or its content
            does not match its hash.
        """
        names = [field.name for field in fields(cls)]
        values: dict[str, Any] = read_arrays(
            path, (*names, "sha256"), what="face model", remedy=REMEDY
        )
        values |= {name: values[name].item() for name in ("name", "licence", "field_of_view")}
        model = cls(**{name: values[name] for name in names})
        if model.sha256() != str(values["sha256"]):
            raise DataError(f"{path}: content does not match its hash; {REMEDY}")
        return model


def vertex_embedding(
    triangles: Int64[np.ndarray, "F 3"], vertices: int
) -> tuple[Int64[np.ndarray, "V"], Float64[np.ndarray, "V 3"]]:
    """Triangle and barycentric weights of every vertex, for landmarks that are vertices."""
    flat = triangles.reshape(-1)
    first = np.full(vertices, len(flat), np.int64)
    np.minimum.at(first, flat, np.arange(len(flat)))
    return first // 3, np.eye(3)[first % 3]
