import numpy as np
import pytest
from made_up_faces import faces_of, landmarks_of, posed, poses, problem_of, sight_of, wandering

from elp.tracking.alignment import CameraView
from elp.tracking.face_model import FaceModel
from elp.tracking.normal_equations import (
    EFFECTIVE_LANDMARKS,
    Problem,
    Unknowns,
    costs,
    gradients,
    normal_matrices,
)

FRAMES, COMPONENTS = 3, 6


@pytest.fixture(scope="module")
def problem(model: FaceModel) -> Problem:
    return problem_of(model)


@pytest.fixture(scope="module")
def sight(model: FaceModel) -> CameraView:
    faces = faces_of(model, wandering(FRAMES, COMPONENTS))
    return sight_of(model, landmarks_of(posed(faces, poses(FRAMES))))


@pytest.fixture(scope="module")
def unknowns(problem: Problem, sight: CameraView) -> Unknowns:
    """Away from the minimum."""
    change = np.random.default_rng(0).normal(0, 0.1, (FRAMES, 6 + COMPONENTS))
    return Unknowns.start(sight, problem).moved(change)


def residuals(problem: Problem, sight: CameraView, unknowns: Unknowns, frame: int) -> np.ndarray:
    """All terms that are squared and summed in one frame, as described in `elp.tracking.fit`."""
    beta, rotation = unknowns.expression[frame], unknowns.rotation[frame]
    points = (problem.neutral + problem.basis @ beta) @ rotation.T + unknowns.translation[frame]
    across = points[:, :2] / -points[:, 2:] - sight.screen[frame]
    across *= -sight.pose.translation[frame, 2]
    target = sight.points[frame, :, 2]
    depth = (points[:, 2] - points[:, 2].mean()) - (target - target.mean())
    weight = np.sqrt(EFFECTIVE_LANDMARKS / len(points)) / problem.noise
    return np.concatenate([weight * across.ravel(), weight * problem.depth_weight * depth, beta])


def jacobian(problem: Problem, sight: CameraView, unknowns: Unknowns, frame: int) -> np.ndarray:
    """Jacobian of the residuals by central differences."""
    columns = []
    for step in 1e-5 * np.eye(6 + COMPONENTS):
        both = [unknowns.moved(np.tile(sign * step, (FRAMES, 1))) for sign in (1, -1)]
        ahead, behind = (residuals(problem, sight, moved, frame) for moved in both)
        columns.append((ahead - behind) / 2e-5)
    return np.stack(columns, axis=1)


@pytest.mark.parametrize("frame", range(FRAMES))
def test_equations_equal_those_of_a_dense_jacobian(
    problem: Problem, sight: CameraView, unknowns: Unknowns, frame: int
) -> None:
    error = residuals(problem, sight, unknowns, frame)
    slopes = jacobian(problem, sight, unknowns, frame)
    assert costs(problem, sight, unknowns)[frame] == pytest.approx(error @ error)
    gradient, matrix = slopes.T @ error, slopes.T @ slopes
    analytic = gradients(problem, sight, unknowns)[frame]
    np.testing.assert_allclose(analytic, gradient, rtol=1e-5, atol=1e-6 * abs(gradient).max())
    normal = normal_matrices(problem, sight, unknowns)[frame]
    np.testing.assert_allclose(normal, matrix, rtol=1e-4, atol=1e-6 * abs(matrix).max())


def test_only_the_chosen_frames_are_replaced(problem: Problem, sight: CameraView) -> None:
    start = Unknowns.start(sight, problem)
    other = start.moved(np.ones((FRAMES, 6 + COMPONENTS)))
    mixed = start.where(np.array([False, True, False]), other)
    for name in ("rotation", "translation", "expression"):
        before, after, both = (getattr(unknowns, name) for unknowns in (start, other, mixed))
        np.testing.assert_array_equal(both, np.stack([before[0], after[1], before[2]]))
