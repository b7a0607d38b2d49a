"""The mesh of a data set's people, with eyes that close in blinks."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_faces import people_of

from elp.coefficients import Coefficients
from elp.config.mesh import MeshSettings
from elp.errors import DataError
from elp.features.store import FeatureClip
from elp.mesh.draw import MeshPainter
from elp.mesh.scene import MeshScene
from elp.tracking.blinks import eye_aspect_ratio
from elp.tracking.eye_closure import closure_from_mesh
from elp.tracking.face_model import FaceModel


@pytest.fixture(scope="module")
def closing(model: FaceModel) -> FaceModel:
    """A face whose first component closes the eyes halfway at 1."""
    closure = closure_from_mesh(model.template)
    length = np.linalg.norm(closure)
    expression, deviation = model.expression.copy(), model.deviation.copy()
    expression[..., 0], deviation[0] = closure / length, length / 2
    blink = np.eye(len(deviation))[0]
    return replace(model, expression=expression, deviation=deviation, blink=blink)


def scene(model: FaceModel, **changes: object) -> MeshScene:
    painter = MeshPainter(model, MeshSettings.model_validate(changes))
    return MeshScene(people_of(model, "ann"), painter)


def motion(model: FaceModel, *blinking: int) -> Coefficients:
    pose = np.tile([0, 0, 0, 0, 0, -45.0], (12, 1))
    return Coefficients(np.zeros((12, len(model.blink))), pose, np.isin(np.arange(12), blinking))


def ratios(vertices: np.ndarray) -> np.ndarray:
    return eye_aspect_ratio(vertices[..., :2])


def test_eyes_close_fully_in_a_blink_even_if_the_models_step_is_too_short(
    closing: FaceModel,
) -> None:
    openings = ratios(scene(closing).vertices("ann", motion(closing, 4, 5, 6, 7)))
    assert openings[5] < 0.15 * openings[0]
    np.testing.assert_allclose(openings[[0, 3, 8, 11]], openings[0])
    assert openings[5] < openings[4] < openings[0]


def test_an_absolute_blink_is_the_models_expression(closing: FaceModel) -> None:
    openings = ratios(scene(closing, blinks="absolute").vertices("ann", motion(closing, 4, 5)))
    assert openings[4] == pytest.approx(openings[0] / 2, rel=0.1)


def test_an_unknown_person_is_an_error(model: FaceModel) -> None:
    with pytest.raises(DataError, match="bob has no neutral face"):
        scene(model).surface("bob")


def clip(name: str) -> FeatureClip:
    return FeatureClip(
        name=name, start=0, frames=12, emotion="neutral", speaker_id="s", listener_id="ann"
    )
