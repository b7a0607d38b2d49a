"""Fixtures that all tests share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def real() -> Path:
    """Folder of real faces and speech; third-party footage that is never part of the project."""
    path = ROOT.parent / "shared" / "real"
    if not path.is_dir():
        pytest.skip("needs the real clips in ../shared/real, which are not part of the project")
    return path


@pytest.fixture(scope="session")
def landmarker_model() -> Path:
    """The landmark model that the workflow fetched."""
    path = ROOT / "results/weights/face_landmarker.task"
    if not path.is_file():
        pytest.skip("needs the landmark model: run `snakemake face_landmarker`")
    return path
