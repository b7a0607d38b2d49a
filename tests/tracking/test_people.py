from pathlib import Path

import numpy as np
import pytest
from made_up_faces import people_of

from elp.errors import DataError
from elp.tracking.face_model import FaceModel
from elp.tracking.people import People


def test_people_are_read_from_one_folder(model: FaceModel, tmp_path: Path) -> None:
    people = people_of(model, "ann", "bob")
    people.face_model.save(tmp_path / "face_model.npz")
    people.neutrals.save(tmp_path / "neutrals.npz")
    again = People.read(tmp_path)
    assert again.face_model.sha256() == model.sha256()
    np.testing.assert_array_equal(again.neutral_face("bob"), people.neutral_face("bob"))


def test_a_folder_without_faces_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"face_model\.npz .*rule 'face_model'"):
        People.read(tmp_path)


def test_a_stranger_has_no_neutral_face(model: FaceModel) -> None:
    with pytest.raises(DataError, match="bob has no neutral face; delete results/tracking"):
        people_of(model, "ann").neutral_face("bob")
