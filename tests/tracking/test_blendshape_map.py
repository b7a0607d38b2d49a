import numpy as np
import pytest

from elp.faces.landmarker import BLENDSHAPES
from elp.tracking.blendshape_map import BlendshapeMap, learn_blendshape_map

FRAMES, LANDMARKS = 300, 7
PEOPLE = np.repeat(["a", "b", "c"], FRAMES // 3)
SMILES = [BLENDSHAPES.index(f"mouthSmile{side}") for side in ("Left", "Right")]
JAW, BLINK, GAZE = (BLENDSHAPES.index(k) for k in ("jawOpen", "eyeBlinkLeft", "eyeLookUpLeft"))
ACTIVE = [*SMILES, JAW, BLINK, GAZE]
REST = np.full(52, 0.05)


@pytest.fixture(scope="module")
def blendshapes() -> np.ndarray:
    shapes = np.zeros((FRAMES, 52))
    shapes[:, ACTIVE] = np.random.default_rng(0).uniform(size=(FRAMES, len(ACTIVE)))
    return shapes


@pytest.fixture(scope="module")
def aligned(blendshapes: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(1)
    movement = blendshapes[:, ACTIVE] @ rng.normal(size=(len(ACTIVE), 3 * LANDMARKS))
    return movement.reshape(FRAMES, LANDMARKS, 3) + rng.normal(0, 0.1, (FRAMES, LANDMARKS, 3))


def learn(aligned: np.ndarray, blendshapes: np.ndarray) -> BlendshapeMap:
    return learn_blendshape_map(aligned, blendshapes, PEOPLE, REST, BLENDSHAPES)


def test_agrees_with_least_squares(aligned: np.ndarray, blendshapes: np.ndarray) -> None:
    """A ridge is least squares with extra frames: one blendshape each, and no movement."""
    learned = learn(aligned, blendshapes)
    landmarks = aligned.reshape(3, FRAMES // 3, -1)
    activations = blendshapes[:, learned.chosen].reshape(3, FRAMES // 3, -1)
    left = (activations - activations.mean(axis=1, keepdims=True)).reshape(FRAMES, -1)
    right = (landmarks - landmarks.mean(axis=1, keepdims=True)).reshape(FRAMES, -1)
    ridge = np.sqrt(0.025 * FRAMES) * np.eye(left.shape[1])
    expected, *_ = np.linalg.lstsq(
        np.concatenate([left, ridge]),
        np.concatenate([right, np.zeros((len(ridge), right.shape[1]))]),
    )
    np.testing.assert_allclose(learned.slopes, expected, atol=1e-9)


def test_the_shape_and_mood_of_a_person_have_no_effect(
    aligned: np.ndarray, blendshapes: np.ndarray
) -> None:
    rng = np.random.default_rng(2)
    shape = np.repeat(rng.normal(size=(3, LANDMARKS, 3)), FRAMES // 3, axis=0)
    mood = np.repeat(rng.normal(size=(3, 52)), FRAMES // 3, axis=0)
    plain, shifted = learn(aligned, blendshapes), learn(aligned + shape, blendshapes + mood)
    np.testing.assert_allclose(shifted.slopes, plain.slopes, atol=1e-9)


def test_eyes_and_constant_blendshapes_move_nothing(
    aligned: np.ndarray, blendshapes: np.ndarray
) -> None:
    learned = learn(aligned, blendshapes)
    assert not {BLINK, GAZE} & set(learned.chosen)
    moving = np.abs(learned.slopes).max(axis=1) > 1e-9
    assert set(learned.chosen[moving]) == {*SMILES, JAW}


def test_relaxing_removes_expression_beyond_the_rest(
    aligned: np.ndarray, blendshapes: np.ndarray
) -> None:
    learned = learn(aligned, blendshapes)
    at_rest = np.tile(REST, (FRAMES, 1))
    np.testing.assert_allclose(learned.relax(aligned, at_rest), aligned)
    at_rest[:, JAW] += 0.5
    (position,) = np.flatnonzero(learned.chosen == JAW)
    dropped = 0.5 * learned.slopes[position].reshape(LANDMARKS, 3)
    np.testing.assert_allclose(aligned - learned.relax(aligned, at_rest), dropped + 0 * aligned)


def test_relaxed_faces_vary_less(aligned: np.ndarray, blendshapes: np.ndarray) -> None:
    eyes_still = blendshapes.copy()
    eyes_still[:, [BLINK, GAZE]] = 0
    rng = np.random.default_rng(3)
    movement = eyes_still[:, [*SMILES, JAW]] @ rng.normal(size=(3, 3 * LANDMARKS))
    faces = movement.reshape(aligned.shape)
    relaxed = learn(faces, eyes_still).relax(faces, eyes_still)
    assert relaxed.std(axis=0).mean() < 0.35 * faces.std(axis=0).mean()
