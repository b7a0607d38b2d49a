"""Fit of a linear face model to landmarks, first frame by frame, then smoothly over time.

X = R (B + E β) + t in front of a pinhole camera. Per frame the fit minimises the distance of the
landmarks from their images and, with a smaller weight, from their relative depth, plus the prior
|β|², in units of the landmark noise. This replaces the paper's dense photometric tracking
(Sec. 3.3). Its residual measures how well model and landmarks agree, not their accuracy in space.

Letters: T frames, L landmarks, K components of β, Q = 6 + K unknowns of a frame.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64

from elp.tracking.alignment import CameraView
from elp.tracking.linear_algebra import factorise, solve, to_vector
from elp.tracking.normal_equations import (
    POSE,
    Problem,
    Unknowns,
    costs,
    gradients,
    normal_matrices,
)
from elp.tracking.smoothing import LinkedFrames, smoothness_gradient, stretches

_CHUNK = 32  # frames at a time: enough for BLAS, few enough for the cache
_ROUNDS = 12
_DAMPING, _HARDER = 1e-4, 10.0
_ENOUGH = 1e-5  # a smaller relative decrease of the cost ends the fit
_LEFT_EYE, _RIGHT_EYE = 33, 263  # outer corners


@dataclass(frozen=True)
class Fit:
    """Coefficients of consecutive frames.

    Attributes
    ----------
    expression : array, shape (T, K)
        β in standard deviations.
    pose : array, shape (T, 6)
        Rotation vector in radians, translation in cm.
    screen : array, shape (T, L, 2)
        The fitted landmarks in the picture, in the unit of `CameraView.screen`.
    residual : array, shape (T,)
        Root mean square distance of the landmarks / distance of the outer eye corners.
    """

    expression: Float64[np.ndarray, "T K"]
    pose: Float64[np.ndarray, "T 6"]
    screen: Float64[np.ndarray, "T L 2"]
    residual: Float64[np.ndarray, "T"]


def fit(
    sight: CameraView, problem: Problem, linked: Bool[np.ndarray, "T"], smoothing: float
) -> Fit:
    """Fit a model to all frames of a clip.

    Parameters
    ----------
    sight : CameraView
        The model's landmarks, in all frames with a face.
    problem : Problem
        The person's face, the basis, and the weights.
    linked : array, shape (T,)
        Whether a frame's β is smoothed with the previous frame's: not over gaps or blinks.
    smoothing : float
        Weight of |β(t) - β(t-1)|² in linked frames; the prior has weight 1.
    """
    parts = []
    for start, end in _pieces(linked):
        piece, links = sight[start:end], linked[start:end]
        unknowns, matrices = _fit_frames(problem, piece)
        if smoothing > 0:
            for first, last in stretches(links):
                part = slice(first, last)
                smooth = _Smooth(problem, piece[part], smoothing)
                unknowns[part] = smooth.fit(unknowns[part], matrices[part])
        parts.append(unknowns)
    return _result(problem, sight, Unknowns.concatenate(parts))


def _pieces(linked: Bool[np.ndarray, "T"]) -> Iterator[tuple[int, int]]:
    """Cut a clip between frames that are not linked, into pieces of at least a chunk."""
    start = 0
    for _, end in stretches(linked):
        if end - start >= _CHUNK or end == len(linked):
            yield start, end
            start = end


def _fit_frames(
    problem: Problem, sight: CameraView
) -> tuple[Unknowns, Float64[np.ndarray, "T Q Q"]]:
    """Fit each frame by itself; also return the damped matrices of its steps."""
    chunks = range(0, len(sight), _CHUNK)
    fits = [_fit_chunk(problem, sight[first : first + _CHUNK]) for first in chunks]
    unknowns = Unknowns.concatenate(unknowns for unknowns, _ in fits)
    return unknowns, np.concatenate([matrices for _, matrices in fits])


def _fit_chunk(
    problem: Problem, sight: CameraView
) -> tuple[Unknowns, Float64[np.ndarray, "T Q Q"]]:
    """Gauss-Newton steps; a step that does not lower the frame's cost is undone and damped more.

    The alignment is so close to the solution that the first matrix is good enough for all steps;
    thus most of the work is done only once per frame.
    """
    unknowns = Unknowns.start(sight, problem)
    cost = costs(problem, sight, unknowns)
    matrices = normal_matrices(problem, sight, unknowns)
    _damp(matrices, _DAMPING)
    factors = [factorise(matrix) for matrix in matrices]
    for _ in range(_ROUNDS):
        gradient = gradients(problem, sight, unknowns)
        change = [solve(factor, -side) for factor, side in zip(factors, gradient, strict=True)]
        candidate = unknowns.moved(np.stack(change))
        new = costs(problem, sight, candidate)
        better = new < cost
        done = np.abs(cost - new) <= _ENOUGH * cost
        unknowns, cost = unknowns.where(better, candidate), np.where(better, new, cost)
        if done.all():
            break
        for worse in np.flatnonzero(~better & ~done):
            _damp(matrices[worse], _HARDER)
            factors[worse] = factorise(matrices[worse])
    return unknowns, matrices


def _damp(matrices: Float64[np.ndarray, "*T Q Q"], damping: float) -> None:
    """Marquardt's scaling, in place."""
    diagonal = np.einsum("...qq->...q", matrices)
    diagonal *= 1 + damping


@dataclass(frozen=True)
class _Smooth:
    """A joint fit of the frames of a stretch."""

    problem: Problem
    sight: CameraView
    smoothing: float

    def fit(self, unknowns: Unknowns, matrices: Float64[np.ndarray, "T Q Q"]) -> Unknowns:
        """Steps from the frames' own solutions; a step that raises the joint cost is damped."""
        if len(self.sight) == 1:
            return unknowns
        cost = self._cost(unknowns)
        frames = LinkedFrames.factorise(matrices, self.smoothing)
        for _ in range(_ROUNDS):
            gradient = gradients(self.problem, self.sight, unknowns)
            gradient[:, POSE:] += self.smoothing * smoothness_gradient(unknowns.expression)
            candidate = unknowns.moved(frames.solve(-gradient))
            new = self._cost(candidate)
            done = abs(cost - new) <= _ENOUGH * cost
            if new < cost:
                unknowns, cost = candidate, new
            if done:
                break
            if new > cost:
                _damp(matrices, _HARDER)
                frames = LinkedFrames.factorise(matrices, self.smoothing)
        return unknowns

    def _cost(self, unknowns: Unknowns) -> float:
        cost = costs(self.problem, self.sight, unknowns).sum()
        return float(cost + self.smoothing * np.square(np.diff(unknowns.expression, axis=0)).sum())


def _result(problem: Problem, sight: CameraView, unknowns: Unknowns) -> Fit:
    points = unknowns.points(problem)
    screen = points[..., :2] / -points[..., 2:]
    distance = np.square(screen - sight.screen).sum(axis=-1).mean(axis=1)
    left, right = (problem.position(eye) for eye in (_LEFT_EYE, _RIGHT_EYE))
    eyes = np.linalg.norm(sight.screen[:, left] - sight.screen[:, right], axis=-1)
    pose = np.concatenate([to_vector(unknowns.rotation), unknowns.translation], axis=1)
    return Fit(unknowns.expression, pose, screen, np.sqrt(distance) / eyes)
