"""Rotations as vectors: axis times angle in radians. Letters: T frames."""

import numpy as np
from jaxtyping import Float, Float64
from scipy.spatial.transform import Rotation


def to_matrix(vectors: Float[np.ndarray, "T 3"]) -> Float64[np.ndarray, "T 3 3"]:
    """Rotation matrices of rotation vectors."""
    return np.asarray(Rotation.from_rotvec(vectors).as_matrix())


def to_vector(matrices: Float[np.ndarray, "T 3 3"]) -> Float64[np.ndarray, "T 3"]:
    """Rotation vectors of rotation matrices, with angles from 0 to pi."""
    return np.asarray(Rotation.from_matrix(matrices).as_rotvec())


def angle_between(
    first: Float[np.ndarray, "T 3 3"], second: Float[np.ndarray, "T 3 3"]
) -> Float64[np.ndarray, "T"]:
    """Angle of the rotation that leads from one matrix to the other, in degrees."""
    relative = np.swapaxes(first, 1, 2) @ second
    return np.asarray(np.degrees(np.linalg.norm(to_vector(relative), axis=1)))
