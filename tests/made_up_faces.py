"""Made-up faces: the canonical mesh with a few bumps, posed, and seen by a pinhole camera."""

import numpy as np
from scipy.spatial.transform import Rotation

from elp.faces.landmarker import BLENDSHAPES
from elp.tracking.alignment import CameraView, see
from elp.tracking.blinks import eye_aspect_ratio
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.face_model import FaceModel, vertex_embedding
from elp.tracking.neutral import Neutrals
from elp.tracking.normal_equations import Problem
from elp.tracking.observations import Observations
from elp.tracking.people import People

FIELD = 63.0
# Centres of the bumps: corners of the mouth, chin, brows, cheek, nose.
_SPOTS = (61, 291, 152, 105, 334, 205, 1, 13)


def bump(mesh: CanonicalMesh, spot: int, direction: tuple[float, float, float]) -> np.ndarray:
    """Displacement (V, 3) around a vertex, which itself moves by `direction`."""
    distance = np.linalg.norm(mesh.vertices - mesh.vertices[spot], axis=1)
    return np.exp(-np.square(distance / 1.5))[:, None] * np.array(direction)


def made_up_model(mesh: CanonicalMesh, components: int = 6) -> FaceModel:
    """A model of bumps in random directions, orthonormal and without rigid movement."""
    rng = np.random.default_rng(0)
    bumps = [bump(mesh, spot, tuple(rng.normal(size=3))) for spot in _SPOTS[:components]]
    x, y, z = mesh.vertices.T
    zero = np.zeros_like(x)
    turns = [np.stack(axes, axis=1) for axes in ((zero, -z, y), (z, zero, -x), (-y, x, zero))]
    shifts = [np.tile(axis, (len(x), 1)) for axis in np.eye(3)]
    moves = np.stack([*turns, *shifts, mesh.vertices, *bumps]).reshape(7 + components, -1)
    directions = np.linalg.qr(moves.T)[0][:, 7:]
    triangle, weights = vertex_embedding(mesh.triangles, len(x))
    return FaceModel(
        name="bumps",
        licence="none",
        field_of_view=FIELD,
        template=mesh.vertices,
        triangles=mesh.triangles,
        expression=directions.reshape(-1, 3, components),
        deviation=np.linspace(3, 1.5, components),
        landmarks=np.arange(len(x)),
        landmark_triangle=triangle,
        landmark_weights=weights,
        alignment=mesh.weights,
        blink=np.zeros(components),
    )


def wandering(frames: int, width: int, seed: int = 0) -> np.ndarray:
    """Slow oscillations (T, width) of unit size, different in each column."""
    rng = np.random.default_rng(seed)
    speed, phase = rng.uniform(0.03, 0.12, width), rng.uniform(0, 2 * np.pi, width)
    return np.sqrt(2) * np.sin(np.arange(frames)[:, None] * speed + phase)


def poses(frames: int, seed: int = 1) -> np.ndarray:
    """Poses (T, 6) of a head that looks around in front of the camera."""
    sizes = np.array([0.15, 0.25, 0.1, 2.0, 2.0, 3.0])
    return wandering(frames, 6, seed) * sizes + np.array([0, 0, 0, 0, 0, -45.0])


def posed(faces: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """Faces (T, V, 3) in the camera's frame."""
    turns = Rotation.from_rotvec(pose[:, :3]).as_matrix()
    return faces @ np.swapaxes(turns, 1, 2) + pose[:, None, 3:]


def landmarks_of(points: np.ndarray, aspect: float = 1.0) -> np.ndarray:
    """Landmarker output for points (T, V, 3) in the camera's frame."""
    focal = 0.5 / np.tan(np.radians(FIELD) / 2)
    depth = -points[..., 2]
    x = 0.5 + focal * points[..., 0] / depth / aspect
    y = 0.5 - focal * points[..., 1] / depth
    z = focal * (depth / depth.mean(axis=1, keepdims=True) - 1) / aspect
    return np.stack([x, y, z], axis=-1)


def faces_of(model: FaceModel, expression: np.ndarray) -> np.ndarray:
    """Faces (T, V, 3) with the expression."""
    return model.landmark_template + np.einsum("lck,tk->tlc", model.basis, expression)


def sight_of(model: FaceModel, landmarks: np.ndarray) -> CameraView:
    """Landmarks as input of the fit."""
    return see(landmarks, model.landmark_template, model.alignment, FIELD)


def problem_of(model: FaceModel, noise: float = 0.04) -> Problem:
    """The fit of a person whose neutral face is the model's template."""
    return Problem(model.landmarks, model.landmark_template, model.basis, noise, 0.3)


def neutrals_of(model: FaceModel, *people: str) -> Neutrals:
    """Neutral faces of people with the template's face."""
    ratio = float(eye_aspect_ratio(model.template[None, :, :2])[0])
    count = len(people)
    faces = np.repeat(model.template[None], count, axis=0)
    return Neutrals(np.array(people), faces, np.full(count, ratio), np.full(count, 25))


def people_of(model: FaceModel, *people: str) -> People:
    """People with the template's face."""
    return People(model, neutrals_of(model, *people))


def observed(
    clip: str,
    role: str,
    landmarks: np.ndarray,
    *,
    found: np.ndarray | None = None,
    blendshapes: np.ndarray | None = None,
) -> Observations:
    """Observations of one participant; NaN in frames without a face."""
    frames = len(landmarks)
    found = np.ones(frames, bool) if found is None else found
    irises = np.zeros((frames, 10, 3))
    points = np.concatenate([landmarks, irises], axis=1).astype(np.float32)
    shapes = np.zeros((frames, 52)) if blendshapes is None else blendshapes
    shapes = shapes.astype(np.float32)
    points[~found], shapes[~found] = np.nan, np.nan
    return Observations(
        clip=np.full(frames, clip),
        role=np.full(frames, role),
        frame=np.arange(frames, dtype=np.int32),
        found=found,
        landmarks=points,
        blendshapes=shapes,
        ratio=eye_aspect_ratio(points[..., :2]).astype(np.float32),
        confidence=np.where(found, 0.9, np.nan).astype(np.float32),
        names=BLENDSHAPES,
    )
