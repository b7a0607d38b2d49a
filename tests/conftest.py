"""Fixtures that all tests share, the order of tests, and which of them `make smoke` runs."""

from pathlib import Path

import pytest
from made_up_faces import made_up_model
from smoke import SMOKE

from elp.downloads.weights import fetch_weights
from elp.errors import WeightsError
from elp.tracking.canonical_mesh import CanonicalMesh, read_canonical_mesh
from elp.tracking.face_model import FaceModel

ROOT = Path(__file__).resolve().parents[1]
# Tests that share a fixture of minutes stay in one process, and begin first.
LONG = {"slurm": "cluster", "finished": "finished"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import nothing else where only these are asked for: all tests take 10 s to import."""
    smoke_only = config.getoption("markexpr") == "smoke" and collection_path.name[:5] == "test_"
    return True if smoke_only and _name(collection_path) not in SMOKE.values() else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the smoke tests; for pytest-xdist, say what one process runs, and in which order.

    The workflow's tests come first, those that wait for the first run of DVC after the others; the
    short ones of modules come last, so that all processes end together.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
        if _name(item.path) in SMOKE.values():
            item.add_marker(pytest.mark.smoke)
    items.sort(key=_turn)


def _name(path: Path) -> str:
    """A test file as `SMOKE` lists it."""
    return path.relative_to(ROOT).as_posix().removeprefix("tests/")


def _group(item: pytest.Item) -> str:
    """The name of a long fixture that a test uses, or its file."""
    used = getattr(item, "fixturenames", ())
    return next((LONG[name] for name in LONG if name in used), item.location[0])


def _turn(item: pytest.Item) -> int:
    first, group = [*LONG.values()], _group(item)
    if group in first:
        return first.index(group)
    if item.get_closest_marker("workflow") is None:
        return len(first) + 2
    return len(first) + ("from_nothing" in getattr(item, "fixturenames", ()))


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
