"""Rotations, and Cholesky's factorisation of small matrices.

Rotation vectors are axis times angle in radians. Letters: T frames.
"""

import numpy as np
from jaxtyping import Float, Float64
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotrs
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
    """Angle in degrees of the rotation between two matrices."""
    relative = np.swapaxes(first, 1, 2) @ second
    return np.asarray(np.degrees(np.linalg.norm(to_vector(relative), axis=1)))


def factorise(matrix: Float64[np.ndarray, "n n"]) -> Float64[np.ndarray, "n n"]:
    """The triangular factor of a symmetric, positive definite matrix.

    LAPACK is called directly: for small matrices scipy's own checks take longer than the work.

    Raises
    ------
    LinAlgError
        If the matrix is not positive definite.
    """
    # A symmetric matrix equals its transpose, which is already in Fortran order.
    factor, fault = dpotrf(matrix.T, lower=1)
    if fault:
        raise LinAlgError(f"the leading minor of order {fault} is not positive")
    return np.asarray(factor.T)


def solve(
    factor: Float64[np.ndarray, "n n"], right: Float64[np.ndarray, "n *columns"]
) -> Float64[np.ndarray, "n *columns"]:
    """Solve linear equations with a factorised matrix."""
    solution, _ = dpotrs(factor.T, right, lower=1)
    return np.asarray(solution)
