from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from elp.config.tracking import TrackingSettings
from elp.faces.landmarker import BLENDSHAPES, Landmarker
from elp.media.video import read_frames, write_video
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.face_model_learning import learn_face_model
from elp.tracking.landmarks import find_landmarks, observe
from elp.tracking.neutral_estimation import estimate_neutrals, map_expressions
from elp.tracking.observations import (
    Observations,
    concatenate,
    read_observations,
    write_observations,
)
from elp.tracking.tracker import Tracker
from elp.tracking.training_frames import list_frames

HEAD = np.ascontiguousarray(astronaut()[:300, 80:380])
WALL = np.full((300, 300, 3), 90, np.uint8)


@pytest.fixture(scope="module")
def landmarker(landmarker_model: Path) -> Iterator[Landmarker]:
    with Landmarker(landmarker_model) as landmarker:
        yield landmarker


def scene(side: int, centre: tuple[int, int]) -> np.ndarray:
    """A wide picture with a square portrait at a position."""
    picture = np.full((720, 1280, 3), 90, np.uint8)
    left, top = centre[0] - side // 2, centre[1] - side // 2
    head = cv2.resize(HEAD, (side, side), interpolation=cv2.INTER_AREA)
    picture[top : top + side, left : left + side] = head
    return picture


def test_frames_without_a_face_are_marked_and_have_no_values(landmarker: Landmarker) -> None:
    seen = observe([HEAD, WALL, HEAD[:, ::-1]], landmarker, "talk", "listener")
    np.testing.assert_array_equal(seen.found, [True, False, True])
    np.testing.assert_array_equal(seen.frame, [0, 1, 2])
    assert (set(seen.clip), set(seen.role)) == ({"talk"}, {"listener"})
    for values in (seen.landmarks, seen.blendshapes, seen.ratio[:, None]):
        assert np.isnan(values[1]).all()
        assert np.isfinite(values[[0, 2]]).all()
    assert seen.ratio[0] == pytest.approx(seen.ratio[2], rel=0.1)


def test_the_eye_aspect_ratio_does_not_depend_on_the_pictures_shape(landmarker: Landmarker) -> None:
    wide = np.pad(HEAD, ((0, 0), (0, 200), (0, 0)), constant_values=90)
    square, padded = (observe([p], landmarker, "a", "speaker").ratio[0] for p in (HEAD, wide))
    assert padded == pytest.approx(square, rel=0.05)


def test_a_small_face_is_found_in_an_enlarged_square(landmarker: Landmarker) -> None:
    """Its landmarks refer to the whole picture."""
    centre, side = (600, 350), 200
    picture = scene(side, centre)
    assert landmarker.detect(picture) == []
    seen = observe([picture], landmarker, "a", "speaker")
    corner, size = np.subtract(centre, side // 2), np.array([1280, 720])
    inside = (seen.landmarks[0, :, :2] * size - corner) / side
    (large,) = landmarker.detect(HEAD)
    np.testing.assert_allclose(inside, large.landmarks[:, :2], atol=0.02)
    depth = seen.landmarks[0, :, 2] * 1280 / side
    assert np.corrcoef(depth, large.landmarks[:, 2])[0, 1] > 0.98
    assert np.ptp(depth) == pytest.approx(np.ptp(large.landmarks[:, 2]), rel=0.1)


def test_a_small_face_is_searched_at_its_last_position(landmarker: Landmarker) -> None:
    near, far = scene(640, (330, 330)), scene(160, (330, 270))
    unknown = observe([far, near], landmarker, "a", "speaker")
    np.testing.assert_array_equal(unknown.found, [False, True])
    followed = observe([near, far, np.zeros_like(far), far], landmarker, "a", "speaker")
    np.testing.assert_array_equal(followed.found, [True, True, False, True])


def test_landmarks_of_a_shard_are_rows_of_a_file(landmarker_model: Path, tmp_path: Path) -> None:
    (tmp_path / "clips.csv").write_text("clip,status,reason\nb,ok,\nx,excluded,mute\na,ok,\n")
    for clip, pictures in (("b", [HEAD, WALL, HEAD]), ("a", [HEAD])):
        for role in ("speaker", "listener"):
            write_video(tmp_path / f"{clip}.{role}.mp4", pictures)
    find_landmarks(tmp_path, landmarker_model, tmp_path / "shard0.parquet")
    rows = read_observations(tmp_path / "shard0.parquet")
    np.testing.assert_array_equal(np.isfinite(rows.confidence), rows.found)
    participants = list(rows.participants())
    assert [(clip, role, list(seen.found)) for clip, role, seen in participants] == [
        ("b", "speaker", [True, False, True]),
        ("b", "listener", [True, False, True]),
        ("a", "speaker", [True]),
        ("a", "listener", [True]),
    ]


def test_a_shard_without_clips_gives_an_empty_file(landmarker_model: Path, tmp_path: Path) -> None:
    (tmp_path / "clips.csv").write_text("clip,status,reason\nx,excluded,mute\n")
    find_landmarks(tmp_path, landmarker_model, tmp_path / "shard0.parquet")
    assert len(read_observations(tmp_path / "shard0.parquet")) == 0


def film(path: Path, landmarker: Landmarker, role: str, every: int) -> Observations:
    return observe(list(read_frames(path))[::every], landmarker, path.stem, role)


def test_a_real_face_outside_the_training_data_is_fitted(
    real: Path, landmarker: Landmarker, mesh: CanonicalMesh, tmp_path: Path
) -> None:
    """The basis is learned from one man's moods; the fit is of a happy woman."""
    faces, settings = real / "faces", TrackingSettings(expression=40)
    moods = ("angry", "happy", "sad", "surprised")
    learned = [film(faces / f"mead_M030_{mood}.mp4", landmarker, "speaker", 3) for mood in moods]
    woman = film(faces / "mead_W009_happy.mp4", landmarker, "speaker", 4)
    assert woman.found.all()
    file = tmp_path / "shard0.parquet"
    write_observations(file, concatenate([*learned, woman], BLENDSHAPES))
    people = {(f"mead_M030_{mood}", "speaker"): "man" for mood in moods}
    train = list_frames([file], people)
    model = learn_face_model([file], train, mesh, settings)
    assert model.deviation.min() > 0
    expressions = map_expressions([file], train, mesh, settings)
    both = list_frames([file], people | {("mead_W009_happy", "speaker"): "woman"})
    neutrals = estimate_neutrals([file], both, expressions, mesh, settings)
    columns, row = Tracker(model, neutrals, settings, 25.0).track(woman, "woman")
    assert row.residual_mean < 0.006
    assert columns["residual"].max() < 0.012


def crop(*heads: tuple[int, int]) -> np.ndarray:
    """A picture with portraits: left edge and side of each."""
    picture = np.full((256, 480, 3), 90, np.uint8)
    for left, side in heads:
        picture[:side, left : left + side] = cv2.resize(HEAD, (side, side))
    return picture


def test_a_face_is_followed_when_a_larger_one_appears(landmarker: Landmarker) -> None:
    seen = observe(
        [crop((0, 160)), *[crop((0, 160), (220, 250))] * 5], landmarker, "talk", "listener"
    )
    assert seen.found.all()
    assert (seen.landmarks[:, :, 0].mean(axis=1) < 0.5).all()


def test_another_face_does_not_replace_a_lost_one_at_once(landmarker: Landmarker) -> None:
    seen = observe([crop((0, 220)), *[crop((240, 220))] * 20], landmarker, "talk", "listener")
    np.testing.assert_array_equal(seen.found, [True, *[False] * 12, *[True] * 8])
