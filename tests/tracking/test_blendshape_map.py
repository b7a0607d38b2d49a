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
    """A ridge is least squares with frames of each blendshape alone that move nothing."""
    found = learn(aligned, blendshapes)
    moved = aligned.reshape(3, FRAMES // 3, -1)
    active = blendshapes[:, found.chosen].reshape(3, FRAMES // 3, -1)
    left = (active - active.mean(axis=1, keepdims=True)).reshape(FRAMES, -1)
    right = (moved - moved.mean(axis=1, keepdims=True)).reshape(FRAMES, -1)
    ridge = np.sqrt(0.025 * FRAMES) * np.eye(left.shape[1])
    expected, *_ = np.linalg.lstsq(
        np.concatenate([left, ridge]),
        np.concatenate([right, np.zeros((len(ridge), right.shape[1]))]),
    )
    np.testing.assert_allclose(found.slopes, expected, atol=1e-9)


def test_faces_shapes_and_rates_of_smiling_play_no_part(
    aligned: np.ndarray, blendshapes: np.ndarray
) -> None:
    rng = np.random.default_rng(2)
    shape = np.repeat(rng.normal(size=(3, LANDMARKS, 3)), FRAMES // 3, axis=0)
    mood = np.repeat(rng.normal(size=(3, 52)), FRAMES // 3, axis=0)
    plain, shifted = learn(aligned, blendshapes), learn(aligned + shape, blendshapes + mood)
    np.testing.assert_allclose(shifted.slopes, plain.slopes, atol=1e-9)


def test_what_never_moves_and_eyes_are_left_alone(
    aligned: np.ndarray, blendshapes: np.ndarray
) -> None:
    found = learn(aligned, blendshapes)
    assert not {BLINK, GAZE} & set(found.chosen)
    moving = np.abs(found.slopes).max(axis=1) > 1e-9
    assert set(found.chosen[moving]) == {*SMILES, JAW}


def test_relaxing_takes_out_what_exceeds_the_rest(
    aligned: np.ndarray, blendshapes: np.ndarray
) -> None:
    found = learn(aligned, blendshapes)
    at_rest = np.tile(REST, (FRAMES, 1))
    np.testing.assert_allclose(found.relax(aligned, at_rest), aligned)
    at_rest[:, JAW] += 0.5
    (place,) = np.flatnonzero(found.chosen == JAW)
    dropped = 0.5 * found.slopes[place].reshape(LANDMARKS, 3)
    np.testing.assert_allclose(aligned - found.relax(aligned, at_rest), dropped + 0 * aligned)


def test_relaxed_faces_vary_less(aligned: np.ndarray, blendshapes: np.ndarray) -> None:
    eyes_still = blendshapes.copy()
    eyes_still[:, [BLINK, GAZE]] = 0
    rng = np.random.default_rng(3)
    moved = eyes_still[:, [*SMILES, JAW]] @ rng.normal(size=(3, 3 * LANDMARKS))
    faces = moved.reshape(aligned.shape)
    relaxed = learn(faces, eyes_still).relax(faces, eyes_still)
    assert relaxed.std(axis=0).mean() < 0.35 * faces.std(axis=0).mean()
