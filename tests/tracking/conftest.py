"""The canonical mesh and a small face model on it."""

from pathlib import Path

import pytest
from made_up_faces import made_up_model

from elp.tracking.canonical_mesh import CanonicalMesh, read_canonical_mesh
from elp.tracking.face_model import FaceModel


@pytest.fixture(scope="session")
def mesh(landmarker_model: Path) -> CanonicalMesh:
    return read_canonical_mesh(landmarker_model)


@pytest.fixture(scope="session")
def model(mesh: CanonicalMesh) -> FaceModel:
    return made_up_model(mesh)
