"""A person's surface: the tracker's geometry, for landmarks and for the vertices between them."""

from dataclasses import replace

import numpy as np
from made_up_faces import faces_of, landmarks_of, posed, poses, wandering

from elp.config.mesh import MeshSettings
from elp.mesh.draw import MeshPainter
from elp.mesh.surface import surface_of
from elp.tracking.face_model import FaceModel


def test_vertices_are_where_the_tracker_sees_the_landmarks(model: FaceModel) -> None:
    """Projected, they equal the tracker tests' landmarks of the same coefficients."""
    expression, pose = wandering(7, 6), poses(7)
    surface = surface_of(model, model.landmark_template)
    vertices = surface.vertices(expression, pose)
    np.testing.assert_allclose(vertices, posed(faces_of(model, expression), pose), atol=1e-9)
    pixels = MeshPainter(model, MeshSettings(size=200)).project(vertices)[..., :2]
    landmarks = landmarks_of(vertices)
    np.testing.assert_allclose(pixels, 200 * landmarks[..., :2], atol=1e-3)


def test_zero_expression_is_the_persons_neutral_face(model: FaceModel) -> None:
    neutral = model.landmark_template + np.random.default_rng(0).normal(size=(468, 3), scale=0.1)
    vertices = surface_of(model, neutral).vertices(np.zeros((1, 6)), np.zeros((1, 6)))
    np.testing.assert_allclose(vertices[0], neutral, atol=1e-12)


def test_vertices_between_landmarks_follow_them(model: FaceModel) -> None:
    """A model that lacks every third landmark bends like a model with all of them."""
    landmarks = np.flatnonzero(np.arange(468) % 3 > 0)
    sparse = replace(
        model,
        landmarks=landmarks,
        landmark_triangle=model.landmark_triangle[landmarks],
        landmark_weights=model.landmark_weights[landmarks],
        alignment=model.alignment[landmarks],
    )
    x, y, _ = model.template.T
    bent = model.template + np.stack([0.05 * x, 0.02 * y * x, 0.3 + 0.01 * y], axis=1)
    neutral = surface_of(sparse, bent[landmarks]).neutral
    np.testing.assert_allclose(neutral[landmarks], bent[landmarks], atol=1e-6)
    assert np.abs(neutral - bent).max() < 0.05
