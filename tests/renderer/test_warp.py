"""The portrait warped by its mesh, compared with known motions."""

import numpy as np
import pytest

from elp.config.mesh import MeshSettings
from elp.mesh.draw import MeshPainter
from elp.mesh.surface import surface_of
from elp.renderer.warp import MeshWarp, rim
from elp.tracking.face_model import FaceModel

SIZE = 128
FAR = np.array([0, 0, 0, 0, 0, -45.0])


def portrait() -> np.ndarray:
    """Waves, so that a shift of a few pixels changes every pixel."""
    y, x = np.mgrid[:SIZE, :SIZE]
    waves = [np.sin(x / 5 + y / 11), np.cos(y / 6), np.sin(x / 9 - y / 7)]
    return np.round(127.5 + 120 * np.stack(waves, axis=-1)).astype(np.uint8)


@pytest.fixture(scope="module")
def start(model: FaceModel) -> np.ndarray:
    """The mesh of the face in pixels."""
    vertices = surface_of(model, model.landmark_template).vertices(np.zeros((1, 6)), FAR[None])
    return MeshPainter(model, MeshSettings(size=SIZE)).project(vertices[0])


def test_an_unmoved_mesh_leaves_the_portrait(model: FaceModel, start: np.ndarray) -> None:
    found = MeshWarp(portrait(), start, model.triangles).frame(start)
    assert np.abs(found.astype(int) - portrait()).max() <= 1


def test_a_shifted_mesh_shifts_the_face_but_not_the_border(
    model: FaceModel, start: np.ndarray
) -> None:
    shift = np.array([4, -3, 0], np.float32)
    found = MeshWarp(portrait(), start, model.triangles).frame(start + shift).astype(int)
    shifted = np.roll(portrait(), (-3, 4), axis=(0, 1)).astype(int)
    left, top = (start[:, :2].min(axis=0) + 8).astype(int)
    right, bottom = (start[:, :2].max(axis=0) - 8).astype(int)
    centre = (slice((top + bottom) // 2 - 8, (top + bottom) // 2 + 8), slice(left + 6, right - 6))
    assert np.abs(found - shifted)[centre].max() <= 2
    assert np.abs(found - portrait())[[0, -1]].max() <= 1
    assert np.abs(found - portrait())[:, [0, -1]].max() <= 1


def test_the_displacement_has_no_jump_at_the_rim_of_the_face(
    model: FaceModel, start: np.ndarray
) -> None:
    """A warped ramp is as smooth across the rim as elsewhere."""
    ramp = np.tile(np.linspace(0, 255, SIZE)[:, None], (1, SIZE)).astype(np.uint8)
    picture = np.repeat(ramp[..., None], 3, axis=2)
    moved = start + np.array([0, 5, 0], np.float32)
    found = MeshWarp(picture, start, model.triangles).frame(moved)[..., 0].astype(int)
    assert np.abs(np.diff(found, axis=0)).max() <= 6  # 2 a row, at most tripled
    assert np.abs(np.diff(found, axis=1)).max() <= 6


def test_the_rim_is_the_oval_of_the_face(model: FaceModel) -> None:
    found = rim(model.triangles)
    assert len(found) == 36
    assert {10, 152, 234, 454} <= set(found.tolist())  # forehead, chin, both sides
