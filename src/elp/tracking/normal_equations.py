"""Normal equations of the fit: residuals, costs, gradients and Gauss-Newton matrices.

Letters: T frames, L landmarks, K components of β, Q = 6 + K unknowns of a frame: a turn about the
camera's axes (3, rad), a shift (3, cm), a change of β (K).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float64, Int64

from elp.tracking.alignment import CameraView
from elp.tracking.linear_algebra import to_matrix

# Errors of landmarks are correlated within a frame: all count as this many independent ones.
EFFECTIVE_LANDMARKS = 60

POSE = 6  # unknowns before β


@dataclass(frozen=True)
class Problem:
    """A person's face, and the weights of the residuals.

    Attributes
    ----------
    landmarks : array, shape (L,)
        Their numbers among MediaPipe's landmarks.
    neutral : array, shape (L, 3)
        B: the landmarks of the person's neutral face, in cm.
    basis : array, shape (L, 3, K)
        E: displacement per unit of β, in cm.
    noise : float
        Standard deviation of a landmark in cm.
    depth_weight : float
        Of a residual in depth, relative to one in the picture.
    """

    landmarks: Int64[np.ndarray, "L"]
    neutral: Float64[np.ndarray, "L 3"]
    basis: Float64[np.ndarray, "L 3 K"]
    noise: float
    depth_weight: float

    @property
    def precision(self) -> float:
        """Weight of a squared residual in cm² relative to the prior's |β|²."""
        return EFFECTIVE_LANDMARKS / len(self.neutral) / self.noise**2

    @cached_property
    def rows(self) -> Float64[np.ndarray, "L3 K"]:
        """The basis as a matrix."""
        return np.ascontiguousarray(self.basis.reshape(-1, self.basis.shape[-1]))

    def position(self, landmark: int) -> int:
        """Position of one of MediaPipe's landmarks among ours."""
        return int(np.flatnonzero(self.landmarks == landmark)[0])


@dataclass(frozen=True)
class Unknowns:
    """Pose and expression of each frame, which are fitted."""

    rotation: Float64[np.ndarray, "T 3 3"]
    translation: Float64[np.ndarray, "T 3"]
    expression: Float64[np.ndarray, "T K"]

    @classmethod
    def start(cls, sight: CameraView, problem: Problem) -> "Unknowns":
        """The aligned pose and zero expression."""
        expression = np.zeros((len(sight.points), problem.basis.shape[-1]))
        return cls(sight.pose.rotation, sight.pose.translation, expression)

    @classmethod
    def concatenate(cls, parts: Iterable["Unknowns"]) -> "Unknowns":
        """Join the frames of all parts."""
        parts = list(parts)
        return cls(
            np.concatenate([part.rotation for part in parts]),
            np.concatenate([part.translation for part in parts]),
            np.concatenate([part.expression for part in parts]),
        )

    def __getitem__(self, frames: slice) -> "Unknowns":
        return Unknowns(self.rotation[frames], self.translation[frames], self.expression[frames])

    def __setitem__(self, frames: slice, values: "Unknowns") -> None:
        self.rotation[frames] = values.rotation
        self.translation[frames] = values.translation
        self.expression[frames] = values.expression

    def moved(self, change: Float64[np.ndarray, "T Q"]) -> "Unknowns":
        """The unknowns after a step."""
        return Unknowns(
            to_matrix(change[:, :3]) @ self.rotation,
            self.translation + change[:, 3:POSE],
            self.expression + change[:, POSE:],
        )

    def where(self, chosen: Bool[np.ndarray, "T"], other: "Unknowns") -> "Unknowns":
        """The chosen frames of the other, the rest of this one."""
        return Unknowns(
            np.where(chosen[:, None, None], other.rotation, self.rotation),
            np.where(chosen[:, None], other.translation, self.translation),
            np.where(chosen[:, None], other.expression, self.expression),
        )

    def turned(self, problem: Problem) -> Float64[np.ndarray, "T L 3"]:
        """R (B + E β), in cm."""
        still = problem.neutral.reshape(-1) + self.expression @ problem.rows.T
        return np.asarray(still.reshape(len(still), -1, 3) @ np.swapaxes(self.rotation, 1, 2))

    def points(self, problem: Problem) -> Float64[np.ndarray, "T L 3"]:
        """The landmarks in the camera's frame, in cm."""
        return np.asarray(self.turned(problem) + self.translation[:, None])


def costs(problem: Problem, sight: CameraView, unknowns: Unknowns) -> Float64[np.ndarray, "T"]:
    """Cost of each frame: weighted squared residuals plus the prior."""
    residuals = _residuals(problem, sight, unknowns.points(problem))
    prior = np.square(unknowns.expression).sum(axis=1)
    return np.asarray(problem.precision * np.square(residuals).sum(axis=(1, 2)) + prior)


def gradients(
    problem: Problem, sight: CameraView, unknowns: Unknowns
) -> Float64[np.ndarray, "T Q"]:
    """Half the derivative of each frame's cost."""
    turned = unknowns.turned(problem)
    points = turned + unknowns.translation[:, None]
    residuals = _residuals(problem, sight, points)[..., None]
    forces = (np.swapaxes(_image_maps(problem, sight, points), 2, 3) @ residuals)[..., 0]
    turn, shift = np.cross(turned, forces).sum(axis=1), forces.sum(axis=1)
    expression = (forces @ unknowns.rotation).reshape(len(forces), -1) @ problem.rows
    pose = problem.precision * np.concatenate([turn, shift], axis=1)
    return np.concatenate([pose, problem.precision * expression + unknowns.expression], axis=1)


def normal_matrices(
    problem: Problem, sight: CameraView, unknowns: Unknowns
) -> Float64[np.ndarray, "T Q Q"]:
    """Gauss-Newton's approximation of half the second derivative of each frame's cost.

    In single precision, which affects the speed of convergence, not the minimum.
    """
    turned = unknowns.turned(problem)
    maps = _image_maps(problem, sight, turned + unknowns.translation[:, None])
    frames, landmarks = turned.shape[:2]
    size = POSE + problem.basis.shape[-1]
    slopes = np.empty((frames, landmarks, 3, size), np.float32)
    slopes[..., :3] = maps @ _turns(turned)
    slopes[..., 3:POSE] = maps
    outward = (maps @ unknowns.rotation[:, None]).astype(np.float32)
    np.matmul(outward, problem.basis.astype(np.float32), out=slopes[..., POSE:])
    slopes[:, :, 2] -= slopes[:, :, 2].mean(axis=1, keepdims=True)  # depth is relative
    flat = slopes.reshape(frames, 3 * landmarks, size)
    matrices = problem.precision * (np.swapaxes(flat, 1, 2) @ flat).astype(np.float64)
    expression = np.arange(POSE, size)
    matrices[:, expression, expression] += 1  # the prior
    return np.asarray(matrices)


def _residuals(
    problem: Problem, sight: CameraView, points: Float64[np.ndarray, "T L 3"]
) -> Float64[np.ndarray, "T L 3"]:
    """Residuals in cm: in the picture at the face's distance, and in depth relative to the mean."""
    distance = -sight.pose.translation[:, 2, None, None]
    across = distance * (points[..., :2] / -points[..., 2:] - sight.screen)
    depth = points[..., 2] - sight.points[..., 2]
    depth = problem.depth_weight * (depth - depth.mean(axis=1, keepdims=True))
    return np.concatenate([across, depth[..., None]], axis=-1)


def _image_maps(
    problem: Problem, sight: CameraView, points: Float64[np.ndarray, "T L 3"]
) -> Float64[np.ndarray, "T L 3 3"]:
    """Derivative of a residual by the landmark's position; depth without its mean subtracted."""
    nearness = -sight.pose.translation[:, 2, None] / -points[..., 2]
    maps = np.zeros((*points.shape, 3))
    maps[..., 0, 0] = maps[..., 1, 1] = nearness
    maps[..., :2, 2] = nearness[..., None] * points[..., :2] / -points[..., 2:]
    maps[..., 2, 2] = problem.depth_weight
    return maps


def _turns(turned: Float64[np.ndarray, "T L 3"]) -> Float64[np.ndarray, "T L 3 3"]:
    """Derivative of a turned point by a small rotation vector: minus its cross-product matrix."""
    x, y, z = np.moveaxis(turned, -1, 0)
    zero = np.zeros_like(x)
    rows = [[zero, z, -y], [-z, zero, x], [y, -x, zero]]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
