import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_faces import FIELD, landmarks_of, posed, poses
from scipy.spatial.transform import Rotation

from elp.tracking.alignment import procrustes, see
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.linear_algebra import angle_between, to_matrix

RNG = np.random.default_rng(0)
CLOUD, WEIGHTS = RNG.normal(size=(20, 3)), RNG.uniform(0.1, 1, 20)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), scale=st.floats(0.01, 100))
def test_a_known_similarity_is_recovered(seed: int, scale: float) -> None:
    rotation = Rotation.random(3, rng=np.random.default_rng(seed)).as_matrix()
    translation = np.random.default_rng(seed).normal(0, 10, (3, 3))
    target = scale * CLOUD @ np.swapaxes(rotation, 1, 2) + translation[:, None]
    similarity = procrustes(CLOUD, target, WEIGHTS)
    np.testing.assert_allclose(similarity.scale, scale, rtol=1e-9)
    np.testing.assert_allclose(similarity.rotation, rotation, atol=1e-9)
    np.testing.assert_allclose(similarity.translation, translation, atol=1e-7)


def test_rotation_agrees_with_scipy_on_noisy_points() -> None:
    target = CLOUD @ Rotation.from_rotvec([0.3, -0.5, 0.2]).as_matrix().T
    target += RNG.normal(0, 0.2, target.shape)
    fractions = WEIGHTS / WEIGHTS.sum()
    centred = [points - fractions @ points for points in (target, CLOUD)]
    expected, _ = Rotation.align_vectors(*centred, weights=WEIGHTS)
    similarity = procrustes(CLOUD, target[None], WEIGHTS)
    np.testing.assert_allclose(similarity.rotation[0], expected.as_matrix(), atol=1e-9)


def test_points_without_weight_do_not_count() -> None:
    target = 2 * CLOUD[None] + 1
    target[0, 5:8] = 99.0
    weights = WEIGHTS.copy()
    weights[5:8] = 0
    assert procrustes(CLOUD, target, weights).scale[0] == pytest.approx(2)


def test_a_mirrored_face_is_not_mirrored_back() -> None:
    similarity = procrustes(CLOUD, CLOUD[None] * [-1, 1, 1], WEIGHTS)
    assert np.linalg.det(similarity.rotation[0]) == pytest.approx(1)


def test_a_posed_face_is_located_in_space(mesh: CanonicalMesh) -> None:
    pose = poses(40)
    points = posed(mesh.vertices[None], pose)
    sight = see(landmarks_of(points), mesh.vertices, mesh.weights, FIELD)
    np.testing.assert_allclose(sight.screen, points[..., :2] / -points[..., 2:], atol=1e-12)
    # Depth is lifted as if the camera were far away: close to the pose, not exact.
    assert angle_between(sight.pose.rotation, to_matrix(pose[:, :3])).max() < 2
    np.testing.assert_allclose(sight.pose.translation[:, 2], pose[:, 5], rtol=0.03)
    np.testing.assert_allclose(sight.aligned, np.broadcast_to(mesh.vertices, points.shape), atol=1)
    assert np.sqrt(np.square(sight.aligned - mesh.vertices).mean()) < 0.15


def test_the_pose_aligns_the_template_with_the_points(mesh: CanonicalMesh) -> None:
    landmarks = landmarks_of(posed(mesh.vertices[None], poses(5)))
    sight = see(landmarks, mesh.vertices, mesh.weights, FIELD)
    again = procrustes(mesh.vertices, sight.points, mesh.weights)
    np.testing.assert_allclose(again.scale, 1)
    np.testing.assert_allclose(again.rotation, sight.pose.rotation, atol=1e-9)
    np.testing.assert_allclose(again.translation, sight.pose.translation, rtol=1e-9)


def test_a_wide_picture_shows_the_same_face(mesh: CanonicalMesh) -> None:
    points = posed(mesh.vertices[None], poses(5))
    square = see(landmarks_of(points), mesh.vertices, mesh.weights, FIELD)
    wide = see(landmarks_of(points, 16 / 9), mesh.vertices, mesh.weights, FIELD, 16 / 9)
    np.testing.assert_allclose(wide.points, square.points, rtol=1e-9)
