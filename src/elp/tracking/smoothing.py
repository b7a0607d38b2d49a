"""Smoothing over time: a stretch of frames is solved jointly, in linear time.

Letters: T frames, K components of β, Q = 6 + K unknowns of a frame.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64

from elp.tracking.linear_algebra import factorise, solve
from elp.tracking.normal_equations import POSE


def stretches(linked: Bool[np.ndarray, "T"]) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each stretch of linked frames.

    Parameters
    ----------
    linked : array, shape (T,)
        Whether a frame is linked to the previous frame.
    """
    starts = np.flatnonzero(~linked | (np.arange(len(linked)) == 0))
    ends = np.append(starts[1:], len(linked))
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def smoothness_gradient(expression: Float64[np.ndarray, "T K"]) -> Float64[np.ndarray, "T K"]:
    """Half the derivative of the sum of |β(t) - β(t-1)|²."""
    change = np.diff(expression, axis=0)
    gradient = np.zeros_like(expression)
    gradient[1:] += change
    gradient[:-1] -= change
    return gradient


@dataclass(frozen=True)
class LinkedFrames:
    """The factorised equations of linked frames.

    They are block-tridiagonal: the diagonal blocks are the frames' own matrices plus the smoothing,
    the blocks beside them minus the smoothing for each component of β. (The pose is not smoothed:
    hundreds of landmarks fix it.) Solved by block elimination forwards, substitution backwards.
    """

    smoothing: float
    factors: Float64[np.ndarray, "T Q Q"]
    carried: Float64[np.ndarray, "T Q K"]

    @classmethod
    def factorise(cls, matrices: Float64[np.ndarray, "T Q Q"], smoothing: float) -> "LinkedFrames":
        """Eliminate one frame after another.

        Parameters
        ----------
        matrices : array, shape (T, Q, Q)
            Damped normal matrix of each frame.
        smoothing : float
            Weight of |β(t) - β(t-1)|².
        """
        frames, size = matrices.shape[:2]
        beta = np.arange(POSE, size)
        unit = np.asfortranarray(np.eye(size)[:, POSE:])
        factors = np.empty_like(matrices)
        carried = np.empty((frames, size, size - POSE))
        for time in range(frames):
            matrix = matrices[time].copy()
            matrix[beta, beta] += smoothing * ((time > 0) + (time < frames - 1))
            if time > 0:
                matrix[POSE:, POSE:] -= smoothing**2 * carried[time - 1, POSE:]
            factors[time] = factorise(matrix)
            carried[time] = solve(factors[time], unit)
        return cls(smoothing, factors, carried)

    def solve(self, right: Float64[np.ndarray, "T Q"]) -> Float64[np.ndarray, "T Q"]:
        """The unknowns of all frames."""
        unknowns = np.empty_like(right)
        for time in range(len(right)):
            side = right[time].copy()
            if time > 0:
                side[POSE:] += self.smoothing * unknowns[time - 1, POSE:]
            unknowns[time] = solve(self.factors[time], side)
        for time in range(len(right) - 2, -1, -1):
            unknowns[time] += self.smoothing * self.carried[time] @ unknowns[time + 1, POSE:]
        return unknowns
