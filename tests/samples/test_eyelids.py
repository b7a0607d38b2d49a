"""Blinks read from the eyelids of a generated mesh."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_faces import made_up_model, people_of

from elp.coefficients import Coefficients
from elp.config.tracking import TrackingSettings
from elp.errors import DataError
from elp.samples.eyelids import Eyelids, with_blinks
from elp.samples.store import Sample
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.eye_closure import closure_from_mesh
from elp.tracking.face_model import FaceModel

FRAMES = 120


@pytest.fixture(scope="module")
def model(mesh: CanonicalMesh) -> FaceModel:
    """A face whose first component closes the eyes at 1."""
    plain = made_up_model(mesh)
    closure = closure_from_mesh(mesh.vertices)
    length = np.linalg.norm(closure)
    expression, deviation = plain.expression.copy(), plain.deviation.copy()
    expression[..., 0], deviation[0] = closure / length, length
    blink = np.eye(len(deviation))[0]
    return replace(plain, expression=expression, deviation=deviation, blink=blink)


def closing(model: FaceModel, *runs: tuple[int, int]) -> np.ndarray:
    """Expression of a face that closes its eyes in these frames and is neutral otherwise."""
    expression = np.zeros((FRAMES, len(model.blink)))
    for start, end in runs:
        expression[start:end] = model.blink
    return expression


def eyelids(model: FaceModel) -> Eyelids:
    return Eyelids(people_of(model, "ann"), TrackingSettings(), 25.0)


def test_closed_eyes_of_the_mesh_are_blinks(model: FaceModel) -> None:
    blink = eyelids(model).blinks(closing(model, (10, 15), (60, 64)), "ann")
    assert np.flatnonzero(blink).tolist() == [*range(10, 15), *range(60, 64)]


def test_neither_a_still_face_nor_eyes_that_stay_closed_blink(model: FaceModel) -> None:
    for expression in (closing(model), closing(model, (20, 60))):
        assert not eyelids(model).blinks(expression, "ann").any()


def test_half_closed_eyes_are_not_a_blink(model: FaceModel) -> None:
    """Regression turns a blink into its mean over possible times."""
    assert not eyelids(model).blinks(0.2 * closing(model, (10, 15)), "ann").any()


def test_samples_get_the_blinks_of_their_own_eyelids(model: FaceModel) -> None:
    none = np.zeros(FRAMES, dtype=bool)
    samples = [
        Sample("c", k, Coefficients(closing(model, run), np.zeros((FRAMES, 6)), none), 1.0 * none)
        for k, run in enumerate([(5, 9), (50, 55)])
    ]
    blinking = list(with_blinks(samples, eyelids(model), {"c": "ann"}))
    assert [np.flatnonzero(s.listener.blink).min() for s in blinking] == [5, 50]
    for before, after in zip(samples, blinking, strict=True):
        np.testing.assert_array_equal(after.blink_probability, after.listener.blink)
        np.testing.assert_array_equal(after.listener.expression, before.listener.expression)


def test_a_person_without_a_neutral_face_is_named(model: FaceModel) -> None:
    with pytest.raises(DataError, match="bob has no neutral face"):
        eyelids(model).blinks(closing(model), "bob")
