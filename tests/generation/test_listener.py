"""Listeners for a speaker from outside the data sets."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation
from skimage.data import astronaut

from elp.coefficients import Coefficients
from elp.errors import ElpError
from elp.generation.bundle import Bundle
from elp.generation.listener import anchored, listen
from elp.generation.portrait import Portrait, read_portrait
from elp.generation.speaker import Speaker, read_speaker


@pytest.fixture(scope="module")
def portrait(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Portrait:
    path = tmp_path_factory.mktemp("portrait") / "face.png"
    cv2.imwrite(str(path), astronaut()[:300, 80:380, ::-1])
    return read_portrait(path, bundle, 128)


@pytest.fixture(scope="module")
def speaker(talk: Path, bundle: Bundle) -> Speaker:
    return read_speaker(talk, bundle)


def answer(
    bundle: Bundle, speaker: Speaker, portrait: Portrait, **changes: object
) -> list[Coefficients]:
    options: dict[str, object] = {"samples": 2, "emotion": "predicted", "seed": 0} | changes
    return listen(bundle, speaker, portrait, device=torch.device("cpu"), **options)  # type: ignore[arg-type]


def test_each_listener_is_as_long_as_the_speaker(
    bundle: Bundle, speaker: Speaker, portrait: Portrait
) -> None:
    first, second = answer(bundle, speaker, portrait)
    assert len(first) == len(second) == len(speaker)
    assert np.abs(first.expression - second.expression).max() > 0


def test_the_seed_alone_determines_the_listener(
    bundle: Bundle, speaker: Speaker, portrait: Portrait
) -> None:
    first, again, other = (
        answer(bundle, speaker, portrait, samples=1, seed=seed)[0] for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(first.expression, again.expression)
    assert np.abs(first.expression - other.expression).max() > 0


def test_the_requested_emotion_changes_the_listener(
    bundle: Bundle, speaker: Speaker, portrait: Portrait
) -> None:
    happy, sad = (
        answer(bundle, speaker, portrait, samples=1, emotion=emotion)[0]
        for emotion in ("positive", "negative")
    )
    assert np.abs(happy.expression - sad.expression).max() > 0
    with pytest.raises(
        ElpError, match="`angry` is not an emotion of this data set; choose positive, negative"
    ):
        answer(bundle, speaker, portrait, emotion="angry")


def test_the_head_moves_around_the_pose_of_the_portrait(portrait: Portrait) -> None:
    rng = np.random.default_rng(0)
    turned = np.array([0.1, -0.4, 0.05, 3.0, -2.0, -30.0])
    pose = turned + 0.02 * rng.normal(size=(41, 6))
    motion = Coefficients(np.zeros((41, 6)), pose, np.zeros(41, bool))
    found = anchored(motion, portrait)
    np.testing.assert_allclose(np.median(found.pose, axis=0), portrait.motion.pose[0], atol=0.01)
    for frame in (0, 40):  # a turn from one frame to the next is the same turn
        before, after = (
            Rotation.from_rotvec(p[frame, :3]) * Rotation.from_rotvec(p[20, :3]).inv()
            for p in (pose, found.pose)
        )
        assert (before.inv() * after).magnitude() < 1e-6
