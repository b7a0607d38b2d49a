"""A person's surface: the tracker's own geometry, for landmarks and for the vertices between."""

from dataclasses import replace

import numpy as np
from made_up_faces import faces_of, landmarks_of, posed, poses, wandering

from elp.config.mesh import MeshSettings
from elp.mesh.draw import MeshPainter
from elp.mesh.surface import surface_of
from elp.tracking.face_model import FaceModel


def test_vertices_are_where_the_tracker_sees_the_landmarks(model: FaceModel) -> None:
    """Projected, they are the landmarks that the tracker's tests make for the same coefficients."""
    expression, pose = wandering(7, 6), poses(7)
    surface = surface_of(model, model.landmark_template)
    vertices = surface.vertices(expression, pose)
    np.testing.assert_allclose(vertices, posed(faces_of(model, expression), pose), atol=1e-9)
    pixels = MeshPainter(model, MeshSettings(size=200)).project(vertices)[..., :2]
    seen = landmarks_of(vertices)
    np.testing.assert_allclose(pixels, 200 * seen[..., :2], atol=1e-3)


def test_a_person_s_own_face_is_at_rest_at_zero(model: FaceModel) -> None:
    own = model.landmark_template + np.random.default_rng(0).normal(size=(468, 3), scale=0.1)
    found = surface_of(model, own).vertices(np.zeros((1, 6)), np.zeros((1, 6)))
    np.testing.assert_allclose(found[0], own, atol=1e-12)


def test_vertices_between_landmarks_follow_them(model: FaceModel) -> None:
    """A model in which every third vertex is no landmark is bent as one in which all are."""
    kept = np.flatnonzero(np.arange(468) % 3 > 0)
    sparse = replace(
        model,
        landmarks=kept,
        landmark_triangle=model.landmark_triangle[kept],
        landmark_weights=model.landmark_weights[kept],
        alignment=model.alignment[kept],
    )
    x, y, _ = model.template.T
    bent = model.template + np.stack([0.05 * x, 0.02 * y * x, 0.3 + 0.01 * y], axis=1)
    found = surface_of(sparse, bent[kept]).neutral
    np.testing.assert_allclose(found[kept], bent[kept], atol=1e-6)
    assert np.abs(found - bent).max() < 0.05
