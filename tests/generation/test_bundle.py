"""The folder of a trained listener."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from elp.errors import DataError
from elp.generation.bundle import ABOUT, EXPRESSIONS, MODEL, STATISTICS, Bundle, read_bundle
from elp.models.ase.model import Ase


def test_what_is_written_is_read_back(bundle: Bundle) -> None:
    assert bundle.about.emotions == ("positive", "negative")
    assert isinstance(bundle.network, Ase)
    assert bundle.landmarker.is_file()
    assert bundle.face_model.name == "bumps"
    np.testing.assert_array_equal(bundle.statistics.mean["speaker_pose"][5], -45)
    assert bundle.expressions.slopes.shape[1] == 468 * 3


def test_a_folder_can_be_moved(bundle: Bundle, tmp_path: Path) -> None:
    shutil.copytree(bundle.folder, tmp_path / "elsewhere")
    assert read_bundle(tmp_path / "elsewhere").about == bundle.about


@pytest.mark.parametrize("name", [ABOUT, MODEL, EXPRESSIONS, STATISTICS, "face_model.npz"])
def test_a_damaged_file_is_reported_in_one_line_with_the_remedy(
    name: str, bundle: Bundle, tmp_path: Path
) -> None:
    folder = tmp_path / "listener"
    shutil.copytree(bundle.folder, folder)
    (folder / name).write_bytes(b"nothing")
    with pytest.raises(DataError, match=rf"{name}.*; name a complete .*`make table1`") as error:
        read_bundle(folder)
    assert "\n" not in str(error.value)


def test_a_setting_of_another_version_is_named(bundle: Bundle, tmp_path: Path) -> None:
    folder = tmp_path / "listener"
    shutil.copytree(bundle.folder, folder)
    about = json.loads((folder / ABOUT).read_text())
    del about["fps"]
    about["tracking"]["newer"] = 1
    (folder / ABOUT).write_text(json.dumps(about))
    with pytest.raises(DataError, match=r"about\.json: .* fps, tracking\.newer; name a complete"):
        read_bundle(folder)


def test_a_missing_folder_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"about\.json is missing; .*`make table1` builds"):
        read_bundle(tmp_path / "nowhere")
