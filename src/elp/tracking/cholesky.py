"""Cholesky's factorisation, without the checks that take scipy's longer than the small matrices."""

import numpy as np
from jaxtyping import Float64
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotrs


def factorise(matrix: Float64[np.ndarray, "n n"]) -> Float64[np.ndarray, "n n"]:
    """The triangular factor of a symmetric, positive definite matrix.

    Raises
    ------
    LinAlgError
        If it is not positive definite.
    """
    # The transpose of a symmetric matrix is itself, and already in Fortran's order.
    factor, fault = dpotrf(matrix.T, lower=1)
    if fault:
        raise LinAlgError(f"the leading minor of order {fault} is not positive")
    return np.asarray(factor.T)


def solve(
    factor: Float64[np.ndarray, "n n"], right: Float64[np.ndarray, "n *columns"]
) -> Float64[np.ndarray, "n *columns"]:
    """Solve the equations with a factorised matrix."""
    found, _ = dpotrs(factor.T, right, lower=1)
    return np.asarray(found)
