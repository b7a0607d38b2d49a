import numpy as np
import pytest

from elp.coefficients import Coefficients

FRAMES = 10


@pytest.fixture
def motion() -> Coefficients:
    rng = np.random.default_rng(0)
    return Coefficients(
        rng.normal(size=(FRAMES, 5)), rng.normal(size=(FRAMES, 6)), rng.random(FRAMES) < 0.5
    )


@pytest.mark.parametrize("frames", [0, 1, 4, FRAMES, FRAMES + 3])
def test_first_frames_are_taken_from_all_arrays(motion: Coefficients, frames: int) -> None:
    part = motion.first(frames)
    assert len(part) == min(frames, FRAMES)
    for name in ("expression", "pose", "blink"):
        np.testing.assert_array_equal(getattr(part, name), getattr(motion, name)[: len(part)])
