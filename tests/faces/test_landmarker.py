from pathlib import Path

import numpy as np
import pytest
from mediapipe.tasks.python.vision.face_landmarker import Blendshapes
from skimage.data import astronaut
from skimage.transform import rotate

from elp.errors import WeightsError
from elp.faces.landmarker import BLENDSHAPES, Landmarker


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return np.ascontiguousarray(astronaut()[:300, 80:380])


def test_names_are_those_of_mediapipe() -> None:
    def plain(name: str) -> str:
        return name.replace("_", "").lower()

    assert [plain(name) for name in BLENDSHAPES] == [plain(shape.name) for shape in Blendshapes]


def test_face_of_a_portrait_is_detected(landmarker_model: Path, portrait: np.ndarray) -> None:
    with Landmarker(landmarker_model) as landmarker:
        (face,) = landmarker.detect(portrait)
    left, top, right, bottom = face.box
    assert 0.3 < left < 0.5 < right < 0.7
    assert 0.1 < top < 0.3 < 0.5 < bottom < 0.8
    assert face.blendshapes[BLENDSHAPES.index("mouthSmileLeft")] > 0.5
    assert face.blendshapes[BLENDSHAPES.index("eyeBlinkLeft")] < 0.3
    rotation = face.matrix[:3, :3]
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-3)
    assert face.matrix[2, 3] < -10  # cm: the camera looks along -z


def test_landmarks_have_the_same_bits_on_every_run(
    landmarker_model: Path, portrait: np.ndarray
) -> None:
    with Landmarker(landmarker_model) as first, Landmarker(landmarker_model) as second:
        np.testing.assert_array_equal(
            first.detect(portrait)[0].landmarks, second.detect(portrait)[0].landmarks
        )


def test_landmarks_do_not_depend_on_earlier_pictures(
    landmarker_model: Path, portrait: np.ndarray
) -> None:
    turned = (255 * rotate(portrait, 15)).astype(np.uint8)
    with Landmarker(landmarker_model) as landmarker:
        alone = landmarker.detect(portrait)[0]
        landmarker.detect(turned)
        np.testing.assert_array_equal(alone.landmarks, landmarker.detect(portrait)[0].landmarks)


def test_two_faces_are_detected_on_request(landmarker_model: Path, portrait: np.ndarray) -> None:
    pair = np.concatenate([portrait, portrait[:, ::-1]], axis=1)
    with Landmarker(landmarker_model, faces=2) as landmarker:
        assert len(landmarker.detect(pair)) == 2
    with Landmarker(landmarker_model) as landmarker:
        assert len(landmarker.detect(pair)) == 1


def test_empty_picture_has_no_face(landmarker_model: Path) -> None:
    with Landmarker(landmarker_model) as landmarker:
        assert landmarker.detect(np.full((80, 120, 3), 127, np.uint8)) == []


def test_mediapipe_logs_nothing(
    landmarker_model: Path, portrait: np.ndarray, capfd: pytest.CaptureFixture[str]
) -> None:
    with Landmarker(landmarker_model) as landmarker:
        landmarker.detect(portrait)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_wrong_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "wrong.task"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"wrong\.task: not a face landmark model.*rule"):
        Landmarker(path)
