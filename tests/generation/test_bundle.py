"""A listener's folder."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from elp.errors import DataError
from elp.generation.bundle import ABOUT, EXPRESSIONS, STATISTICS, Bundle, read_bundle


def test_a_folder_has_all_that_it_was_made_of(bundle: Bundle) -> None:
    assert bundle.about.emotions == ("positive", "negative")
    assert bundle.model.is_file()
    assert bundle.landmarker.is_file()
    assert bundle.face_model.name == "bumps"
    np.testing.assert_array_equal(bundle.statistics.mean["speaker_pose"][5], -45)
    assert bundle.expressions.slopes.shape[1] == 468 * 3


def test_it_can_be_moved(bundle: Bundle, tmp_path: Path) -> None:
    shutil.copytree(bundle.folder, tmp_path / "elsewhere")
    assert read_bundle(tmp_path / "elsewhere").about == bundle.about


@pytest.mark.parametrize("name", [ABOUT, EXPRESSIONS, STATISTICS, "face_model.npz"])
def test_a_damaged_part_is_named(name: str, bundle: Bundle, tmp_path: Path) -> None:
    folder = tmp_path / "listener"
    shutil.copytree(bundle.folder, folder)
    (folder / name).write_bytes(b"nothing")
    with pytest.raises(DataError, match="listener"):
        read_bundle(folder)


def test_a_folder_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="`make table1` makes one in results/listener"):
        read_bundle(tmp_path / "nowhere")
