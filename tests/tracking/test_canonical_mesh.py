import zipfile
from pathlib import Path

import numpy as np
import pytest

from elp.errors import WeightsError
from elp.tracking.canonical_mesh import MEMBER, CanonicalMesh, read_canonical_mesh

NOSE, CHIN, FOREHEAD, LEFT_EYE, RIGHT_EYE = 1, 152, 10, 33, 263


def test_axes_and_unit_are_as_documented(mesh: CanonicalMesh) -> None:
    points = mesh.vertices
    assert points[RIGHT_EYE, 0] > 0 > points[LEFT_EYE, 0]
    assert points[FOREHEAD, 1] > points[NOSE, 1] > points[CHIN, 1]
    assert points[NOSE, 2] > points[[LEFT_EYE, RIGHT_EYE, CHIN], 2].max()
    assert 8 < points[RIGHT_EYE, 0] - points[LEFT_EYE, 0] < 10  # cm


def test_the_face_is_symmetric(mesh: CanonicalMesh) -> None:
    mirrored = mesh.vertices * [-1, 1, 1]
    distances = np.linalg.norm(mirrored[:, None] - mesh.vertices, axis=-1)
    assert distances.min(axis=1).max() < 1e-3


def test_triangles_use_all_vertices_and_face_the_viewer(mesh: CanonicalMesh) -> None:
    assert set(mesh.triangles.ravel()) == set(range(468))
    edges = np.sort(mesh.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    assert np.unique(edges, axis=0, return_counts=True)[1].max() == 2
    a, b, c = np.moveaxis(mesh.vertices[mesh.triangles], 1, 0)
    area = np.cross(b - a, c - a)
    assert abs(area[:, 2].sum()) == pytest.approx(np.abs(area[:, 2]).sum(), rel=0.05)


def test_texture_and_weights(mesh: CanonicalMesh) -> None:
    assert 0 <= mesh.uv.min() < mesh.uv.max() <= 1
    assert np.count_nonzero(mesh.weights) == 33
    assert mesh.weights.min() == 0


@pytest.mark.parametrize("member", [MEMBER, "other"])
def test_a_file_without_a_mesh_is_refused(tmp_path: Path, member: str) -> None:
    path = tmp_path / "wrong.task"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, b"\x0a\x03abc")
    with pytest.raises(WeightsError, match=r"wrong\.task: no canonical face mesh.*rule"):
        read_canonical_mesh(path)


@pytest.mark.parametrize("content", [None, b"no zip"])
def test_a_file_that_is_not_a_zip_archive_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "wrong.task"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"wrong\.task: no canonical face mesh.*rule"):
        read_canonical_mesh(path)
