"""Fixtures that all tests share."""

from pathlib import Path

import pytest
from made_up_faces import made_up_model

from elp.errors import WeightsError
from elp.tracking.canonical_mesh import CanonicalMesh, read_canonical_mesh
from elp.tracking.face_model import FaceModel
from elp.weights import fetch_weights

ROOT = Path(__file__).resolve().parents[1]
LONG = ("versioned", "workflow")  # groups of tests that share fixtures of minutes


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For pytest-xdist: what one process runs in one go, and the longest of it first."""
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: (*LONG, groups[item]).index(groups[item]))


def _group(item: pytest.Item) -> str:
    """Tests of DVC and SLURM, other tests of the workflow, or those of a file."""
    versioned, workflow = LONG
    if not {"from_nothing", "slurm"}.isdisjoint(getattr(item, "fixturenames", ())):
        return versioned
    if item.get_closest_marker("workflow") is not None:
        return workflow
    return item.location[0]


@pytest.fixture(scope="session")
def real() -> Path:
    """Folder of real faces and speech; third-party footage that is never part of the project."""
    path = ROOT.parent / "shared" / "real"
    if not path.is_dir():
        pytest.skip("needs the real clips in ../shared/real, which are not part of the project")
    return path


@pytest.fixture(scope="session")
def landmarker_model(pytestconfig: pytest.Config) -> Path:
    """The landmark model: the workflow's, else fetched once into pytest's cache."""
    path = ROOT / "results/weights/face_landmarker.task"
    if not path.is_file():
        path = pytestconfig.cache.mkdir("weights") / "face_landmarker.task"
    if not path.is_file():
        try:
            fetch_weights("face_landmarker", None, path)
        except WeightsError as error:
            pytest.skip(f"needs the landmark model: {error}")
    return path


@pytest.fixture(scope="session")
def mesh(landmarker_model: Path) -> CanonicalMesh:
    """MediaPipe's canonical face."""
    return read_canonical_mesh(landmarker_model)


@pytest.fixture(scope="session")
def model(mesh: CanonicalMesh) -> FaceModel:
    """A small face model on it."""
    return made_up_model(mesh)
