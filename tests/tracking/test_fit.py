import numpy as np
import pytest
from made_up_faces import faces_of, landmarks_of, posed, poses, problem_of, sight_of, wandering
from scipy.optimize import minimize

from elp.tracking.alignment import CameraView
from elp.tracking.face_model import FaceModel
from elp.tracking.fit import Fit, fit
from elp.tracking.linear_algebra import angle_between, to_matrix
from elp.tracking.normal_equations import Unknowns, costs

FRAMES = 70  # more than two chunks
COMPONENTS = 6
LEFT_EYE, RIGHT_EYE = 33, 263


def see_frames(
    model: FaceModel, expression: np.ndarray, pose: np.ndarray, noise: float = 0.0
) -> CameraView:
    """A face with the expression and pose, as the camera sees it; noise in cm."""
    points = posed(faces_of(model, expression), pose)
    return sight_of(
        model, landmarks_of(points + np.random.default_rng(5).normal(0, noise, points.shape))
    )


def cosines(fitted: np.ndarray, true: np.ndarray) -> np.ndarray:
    sizes = np.linalg.norm(fitted, axis=1) * np.linalg.norm(true, axis=1)
    return (fitted * true).sum(axis=1) / sizes


def unlinked(frames: int) -> np.ndarray:
    return np.zeros(frames, bool)


def linked_all(frames: int) -> np.ndarray:
    return np.arange(frames) > 0


def assert_same(actual: Fit, expected: Fit, atol: float = 1e-9) -> None:
    np.testing.assert_allclose(actual.expression, expected.expression, atol=atol)
    np.testing.assert_allclose(actual.pose, expected.pose, atol=atol)


def test_the_fit_recovers_a_made_up_face(model: FaceModel) -> None:
    true, pose = wandering(FRAMES, COMPONENTS), poses(FRAMES)
    fitted = fit(see_frames(model, true, pose), problem_of(model), unlinked(FRAMES), 0.0)
    angles = angle_between(to_matrix(fitted.pose[:, :3]), to_matrix(pose[:, :3]))
    assert angles.max() < 0.5
    np.testing.assert_allclose(fitted.pose[:, 3:5], pose[:, 3:5], atol=0.05)
    np.testing.assert_allclose(fitted.pose[:, 5], pose[:, 5], rtol=0.02)
    assert cosines(fitted.expression, true).min() > 0.98
    assert fitted.residual.max() < 0.005


def test_noise_of_the_landmarks_stays_in_the_residual(model: FaceModel) -> None:
    true, pose, noise = wandering(FRAMES, COMPONENTS), poses(FRAMES), 0.08
    sight = see_frames(model, true, pose, noise)
    fitted = fit(sight, problem_of(model), unlinked(FRAMES), 0.0)
    angles = angle_between(to_matrix(fitted.pose[:, :3]), to_matrix(pose[:, :3]))
    assert angles.max() < 1.0
    assert np.median(cosines(fitted.expression, true)) > 0.95
    eyes = np.linalg.norm(model.template[LEFT_EYE] - model.template[RIGHT_EYE])
    assert np.median(fitted.residual) == pytest.approx(np.sqrt(2) * noise / eyes, rel=0.15)


def test_a_face_at_rest_has_no_expression(model: FaceModel) -> None:
    pose = poses(20)
    still = np.zeros((20, COMPONENTS))
    fitted = fit(see_frames(model, still, pose), problem_of(model), unlinked(20), 0.0)
    assert np.abs(fitted.expression).max() < 0.2
    turned = angle_between(to_matrix(fitted.pose[:, :3]), to_matrix(pose[:, :3]))
    assert turned.max() < 0.3


def test_a_larger_noise_setting_gives_a_smaller_expression(
    model: FaceModel,
) -> None:
    sight = see_frames(model, wandering(10, COMPONENTS), poses(10))
    sizes = [
        np.linalg.norm(fit(sight, problem_of(model, noise), unlinked(10), 0.0).expression)
        for noise in (0.02, 0.5, 2.0, 20.0)
    ]
    assert np.all(np.diff(sizes) < 0)
    assert sizes[-1] < 0.1 * sizes[0]


@pytest.mark.parametrize("smoothing", [0.0, 30.0])
def test_scipy_finds_no_better_solution(model: FaceModel, smoothing: float) -> None:
    """From the start and from our solution, over pose and β of all frames at once."""
    problem, frames = problem_of(model), 2
    sight = see_frames(model, wandering(frames, COMPONENTS), poses(frames), 0.04)
    fitted = fit(sight, problem, linked_all(frames), smoothing)
    ours = Unknowns(to_matrix(fitted.pose[:, :3]), fitted.pose[:, 3:], fitted.expression)

    def cost(change: np.ndarray, origin: Unknowns) -> float:
        moved = origin.moved(change.reshape(frames, -1))
        links = smoothing * np.square(np.diff(moved.expression, axis=0)).sum()
        return float(costs(problem, sight, moved).sum() + links)

    still = np.zeros(frames * (6 + COMPONENTS))
    for origin in (ours, Unknowns.start(sight, problem)):
        best = minimize(cost, still, args=(origin,), method="BFGS", options={"gtol": 1e-3}).fun
        assert cost(still, ours) < (1 + 1e-3) * best


def test_smoothing_keeps_a_face_that_does_not_move(model: FaceModel) -> None:
    held, pose = np.tile(wandering(1, COMPONENTS), (40, 1)), np.tile(poses(1), (40, 1))
    sight = see_frames(model, held, pose)
    alone = fit(sight, problem_of(model), unlinked(40), 0.0)
    assert_same(fit(sight, problem_of(model), linked_all(40), 100.0), alone, atol=1e-3)


def test_smoothing_does_not_delay(model: FaceModel) -> None:
    """Time reversed, the same frames get the same coefficients."""
    sight = see_frames(model, wandering(40, COMPONENTS), poses(40), 0.1)
    back = CameraView(sight.screen[::-1], sight.points[::-1], sight.pose[::-1])
    forwards, backwards = (
        fit(view, problem_of(model), linked_all(40), 30.0).expression for view in (sight, back)
    )
    np.testing.assert_allclose(backwards[::-1], forwards, atol=0.02)


def test_smoothing_reduces_jitter(model: FaceModel) -> None:
    sight = see_frames(model, np.zeros((40, COMPONENTS)), poses(40), 0.1)
    jitter = [
        np.abs(np.diff(fit(sight, problem_of(model), linked_all(40), weight).expression, axis=0))
        for weight in (0.0, 30.0, 1000.0)
    ]
    assert jitter[0].mean() > jitter[1].mean() > 3 * jitter[2].mean()


def test_unlinked_frames_are_independent(model: FaceModel) -> None:
    sight = see_frames(model, wandering(80, COMPONENTS), poses(80), 0.1)
    linked = linked_all(80)
    linked[[35, 36, 50]] = False
    whole = fit(sight, problem_of(model), linked, 30.0)
    for first, last in ((0, 35), (35, 36), (36, 50), (50, 80)):
        stretch = fit(sight[first:last], problem_of(model), linked[first:last], 30.0)
        np.testing.assert_allclose(stretch.expression, whole.expression[first:last], atol=0.02)
