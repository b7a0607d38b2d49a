from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elp.faces.landmarker import BLENDSHAPES, Face, Landmarker
from elp.sample_corpus.motion import EXPRESSIONS, FaceMotion
from elp.sample_corpus.mouth import Mouth, MouthPose
from elp.sample_corpus.portrait import SIZE, Looks, PuppetPortrait, draw_looks, draw_portrait
from elp.sample_corpus.puppet import Puppet

EYES = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))


def moving(**values: list[float] | list[list[float]]) -> FaceMotion:
    """The neutral face with these values changed."""
    frames = len(next(iter(values.values())))
    still = FaceMotion(
        rotation=np.zeros((frames, 3)),
        shift=np.zeros((frames, 2)),
        gaze=np.zeros((frames, 2)),
        closure=np.zeros(frames),
        **{name: np.zeros(frames) for name in EXPRESSIONS},
    )
    return replace(still, **{name: np.array(value, float) for name, value in values.items()})


def eye_aspect_ratio(face: Face) -> float:
    points = face.landmarks[:, :2].astype(np.float64)
    corners = [points[list(eye)] for eye in EYES]
    ratios = [
        (np.linalg.norm(p[1] - p[5]) + np.linalg.norm(p[2] - p[4]))
        / (2 * np.linalg.norm(p[0] - p[3]))
        for p in corners
    ]
    return float(np.mean(ratios))


def seen(puppet: Puppet, motion: FaceMotion, model: Path) -> list[Face]:
    with Landmarker(model) as landmarker:
        found = [landmarker.detect(puppet.frame(motion, time)) for time in range(len(motion))]
    assert all(len(faces) == 1 for faces in found)
    return [faces[0] for faces in found]


@pytest.fixture(scope="module", params=[1, 2])
def puppet(request: pytest.FixtureRequest) -> Puppet:
    return Puppet(draw_portrait(draw_looks(np.random.default_rng(request.param))))


def test_same_motion_gives_the_same_picture() -> None:
    motion = moving(smile=[0.5], rotation=[[3.0, -8.0, 2.0]], closure=[0.4], open=[0.6])
    portrait = draw_portrait(draw_looks(np.random.default_rng(0)))
    first, second = (Puppet(portrait).frame(motion, 0) for _ in range(2))
    assert first.shape == (SIZE, SIZE, 3)
    np.testing.assert_array_equal(first, second)


def test_people_look_different_and_have_landmarks_in_the_frame() -> None:
    portraits = [draw_portrait(draw_looks(np.random.default_rng(seed))) for seed in range(3)]
    for portrait in portraits:
        assert (portrait.landmarks[:, :2] > 0).all()
        assert (portrait.landmarks[:, :2] < SIZE).all()
    difference = np.abs(portraits[0].image.astype(int) - portraits[1].image).mean()
    assert difference > 5


def test_mirroring_exchanges_left_and_right() -> None:
    plain, mirrored = draw_portrait(Looks()), draw_portrait(Looks(mirrored=True))
    np.testing.assert_array_equal(plain.image[:, ::-1], mirrored.image)
    np.testing.assert_allclose(
        plain.landmarks[:, 0] + mirrored.landmarks[:, 0], SIZE - 1, atol=1e-9
    )


def test_closed_lips_meet_and_open_lips_part(portrait: PuppetPortrait) -> None:
    mouth = Mouth(portrait)
    closed = mouth.lips(MouthPose(smile=0.0, frown=0.0, open=0.0, narrow=0.0))
    opened = mouth.lips(MouthPose(smile=0.0, frown=0.0, open=1.0, narrow=0.0))
    smiling = mouth.lips(MouthPose(smile=1.0, frown=0.0, open=0.0, narrow=0.0))
    np.testing.assert_allclose(closed.upper_inner[:, 1], closed.lower_inner[:, 1], atol=1e-9)
    assert (opened.lower_inner[5] - opened.upper_inner[5])[1] > 10
    assert np.ptp(smiling.upper_outer[:, 0]) > 1.15 * np.ptp(closed.upper_outer[:, 0])
    assert smiling.upper_outer[0, 1] < closed.upper_outer[0, 1] - 4


@pytest.fixture(scope="module")
def portrait() -> PuppetPortrait:
    return draw_portrait(Looks())


def test_turns_are_measured_as_drawn(puppet: Puppet, landmarker_model: Path) -> None:
    turns = [[0, 0, 0], [12, 0, 0], [-12, 0, 0], [0, 12, 0], [0, -12, 0], [0, 0, 10], [0, 0, -10]]
    faces = seen(
        puppet, moving(rotation=[[float(a) for a in turn] for turn in turns]), landmarker_model
    )
    straight = np.linalg.inv(faces[0].matrix[:3, :3].astype(np.float64))
    for turn, face in zip(turns[1:], faces[1:], strict=True):
        change = face.matrix[:3, :3] @ straight
        axis = int(np.flatnonzero(turn)[0])
        along = (change - change.T)[(axis + 2) % 3, (axis + 1) % 3] / 2
        assert np.degrees(np.arcsin(along)) == pytest.approx(turn[axis], abs=3)


def test_blink_is_detected_and_half_closed_lids_are_not(
    puppet: Puppet, landmarker_model: Path
) -> None:
    faces = seen(puppet, moving(closure=[0.0, 0.3, 0.85, 1.0]), landmarker_model)
    opened, drooping, nearly, closed = (eye_aspect_ratio(face) for face in faces)
    assert drooping > 0.7 * opened
    assert nearly < 0.6 * opened
    assert closed < 0.6 * opened


def test_size_of_a_smile_is_measured(puppet: Puppet, landmarker_model: Path) -> None:
    smiles = [0.0, 0.25, 0.5, 0.75, 1.0]
    faces = seen(puppet, moving(smile=smiles), landmarker_model)
    index = BLENDSHAPES.index("mouthSmileLeft")
    scores = [float(face.blendshapes[index]) for face in faces]
    assert scores == sorted(scores)
    assert np.corrcoef(smiles, scores)[0, 1] > 0.9
