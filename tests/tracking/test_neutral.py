from pathlib import Path

import numpy as np
import pytest

from elp.errors import DataError
from elp.faces.landmarker import BLENDSHAPES
from elp.tracking.neutral import Neutrals, expressionless_frames

SMILE, BLINK, GAZE = (
    BLENDSHAPES.index(name) for name in ("mouthSmileLeft", "eyeBlinkRight", "eyeLookInLeft")
)


def least(shapes: np.ndarray, ratios: np.ndarray, share: float = 0.1) -> np.ndarray:
    return expressionless_frames(
        shapes.astype(np.float32), BLENDSHAPES, ratios, share=share, blink_ratio=0.6
    )


def smiling(frames: int) -> np.ndarray:
    """Blendshapes of smiles of different strengths, in random order."""
    shapes = np.zeros((frames, 52))
    shapes[:, SMILE] = np.random.default_rng(0).permutation(frames) / frames
    return shapes


def test_frames_with_the_least_expression_are_in_order_of_time() -> None:
    shapes = smiling(400)
    expected = np.flatnonzero(shapes[:, SMILE] < 0.1)
    np.testing.assert_array_equal(least(shapes, np.full(400, 0.3)), expected)


def test_a_gaze_or_a_blink_is_not_an_expression() -> None:
    shapes = smiling(400)
    looking = shapes.copy()
    looking[:, [BLINK, GAZE]] = np.random.default_rng(1).uniform(size=(400, 2))
    ratios = np.full(400, 0.3)
    np.testing.assert_array_equal(least(looking, ratios), least(shapes, ratios))


def test_shut_eyes_are_never_neutral() -> None:
    shapes, ratios = smiling(400), np.full(400, 0.3)
    ratios[shapes[:, SMILE] < 0.05] = 0.1
    chosen = least(shapes, ratios)
    assert len(chosen) == 38  # a tenth of the frames with open eyes
    assert np.all(ratios[chosen] == 0.3)


@pytest.mark.parametrize(
    ("frames", "share", "number"), [(10, 0.1, 10), (100, 0.1, 25), (400, 0.1, 40), (900, 0.9, 500)]
)
def test_the_number_of_frames_has_limits(frames: int, share: float, number: int) -> None:
    assert len(least(smiling(frames), np.full(frames, 0.3), share)) == number


def test_neutral_faces_survive_a_round_trip(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    neutrals = Neutrals(
        np.array(["anna", "bo"]), rng.normal(size=(2, 4, 3)), rng.uniform(size=2), np.array([25, 3])
    )
    neutrals.save(tmp_path / "neutrals.npz")
    again = Neutrals.load(tmp_path / "neutrals.npz")
    for name, values in vars(neutrals).items():
        np.testing.assert_array_equal(vars(again)[name], values)
    assert [again.index(person) for person in ("anna", "bo", "an")] == [0, 1, None]


def test_a_file_without_neutral_faces_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("no neutral faces")
    np.savez(tmp_path / "partial.npz", people=np.array(["anna"]))
    (tmp_path / "empty.npz").touch()
    for name in ("text", "partial", "empty", "missing"):
        with pytest.raises(DataError, match=rf"{name}\.npz.*run rule 'neutrals'"):
            Neutrals.load(tmp_path / f"{name}.npz")
