from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elp.errors import DataError
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.face_model import FaceModel, vertex_embedding


@pytest.fixture
def saved(model: FaceModel, tmp_path: Path) -> Path:
    path = tmp_path / "face_model.npz"
    model.save(path)
    return path


def repack(path: Path, without: str | None = None, **changes: np.ndarray) -> None:
    """Rewrite the file without compression."""
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files if name != without}
    np.savez(path, **(arrays | changes))


def test_a_face_model_survives_a_round_trip(model: FaceModel, saved: Path) -> None:
    again = FaceModel.load(saved)
    assert again.sha256() == model.sha256()
    for name, value in vars(model).items():
        np.testing.assert_array_equal(vars(again)[name], value)


def test_the_hash_depends_on_the_content_and_not_on_compression(
    model: FaceModel, saved: Path
) -> None:
    repack(saved)
    assert FaceModel.load(saved).sha256() == model.sha256()
    assert replace(model, licence="other").sha256() != model.sha256()
    assert replace(model, blink=model.blink + 1e-12).sha256() != model.sha256()


@pytest.mark.parametrize("name", ["blink", "field_of_view", "licence", "sha256"])
def test_a_missing_array_is_named(saved: Path, name: str) -> None:
    repack(saved, without=name)
    with pytest.raises(
        DataError, match=rf"face_model\.npz lacks the arrays \['{name}'\].*rule 'face_model'"
    ):
        FaceModel.load(saved)


def test_changed_content_is_refused(model: FaceModel, saved: Path) -> None:
    repack(saved, template=model.template + 0.1)
    with pytest.raises(DataError, match=r"face_model\.npz: content does not match its hash"):
        FaceModel.load(saved)


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_a_file_that_is_not_a_face_model_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"other\.npz.*run rule 'face_model'"):
        FaceModel.load(path)


def test_a_truncated_file_is_refused(saved: Path) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"face_model\.npz: not a readable face model"):
        FaceModel.load(saved)


def test_damaged_bytes_are_noticed(saved: Path) -> None:
    whole = np.frombuffer(saved.read_bytes(), np.uint8)
    for place in np.linspace(100, len(whole) // 2, 30).astype(int):
        damaged = whole.copy()
        damaged[place : place + 8] ^= 0xFF
        saved.write_bytes(damaged.tobytes())
        with pytest.raises(DataError, match=r"face_model\.npz.*rule 'face_model'"):
            FaceModel.load(saved)


def test_every_vertex_lies_in_one_of_its_triangles(mesh: CanonicalMesh) -> None:
    triangle, weights = vertex_embedding(mesh.triangles, len(mesh.vertices))
    corners = mesh.vertices[mesh.triangles[triangle]]
    np.testing.assert_array_equal(np.einsum("vc,vcd->vd", weights, corners), mesh.vertices)


def test_landmarks_move_as_their_triangles_do(model: FaceModel) -> None:
    """Three landmarks: a corner, the middle of an edge, the centre of a triangle."""
    weights = np.array([[0.0, 1, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]])
    few = replace(
        model,
        landmarks=np.arange(3),
        landmark_triangle=np.array([5, 6, 7]),
        landmark_weights=weights,
        alignment=np.ones(3),
    )
    corners = [model.triangles[5, 1:2], model.triangles[6, :2], model.triangles[7]]
    for landmark, vertices in enumerate(corners):
        position = model.template[vertices].mean(axis=0)
        moves = (model.expression * model.deviation)[vertices].mean(axis=0)
        np.testing.assert_allclose(few.landmark_template[landmark], position)
        np.testing.assert_allclose(few.basis[landmark], moves, atol=1e-12)
