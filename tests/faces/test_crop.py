from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.data import astronaut
from skimage.io import imread
from skimage.transform import resize

from elp.errors import MediaError
from elp.faces.crop import FACES, find_square, square_around
from elp.faces.detection import find_faces
from elp.faces.landmarker import Landmarker
from elp.media.video import write_video


@pytest.fixture(scope="module")
def landmarker(landmarker_model: Path) -> Iterator[Landmarker]:
    with Landmarker(landmarker_model, FACES) as landmarker:
        yield landmarker


@cache
def head(side: int) -> np.ndarray:
    """A portrait whose face is about a third of its side."""
    scaled = resize(astronaut()[:300, 80:380], (side, side), anti_aliasing=True)
    return (255 * scaled).round().astype(np.uint8)


def scene(height: int, width: int, *heads: tuple[int, int, int]) -> np.ndarray:
    """A grey picture with portraits at (left, top, side)."""
    picture = np.full((height, width, 3), 90, np.uint8)
    for left, top, side in heads:
        picture[top : top + side, left : left + side] = head(side)
    return picture


@given(
    corners=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 200)), min_size=1, max_size=4),
    face=st.integers(10, 150),
    margin=st.floats(0.0, 2.0),
)
def test_square_contains_all_boxes(
    corners: list[tuple[int, int]], face: int, margin: float
) -> None:
    height, width = 360, 640
    boxes = np.array([(x, y, min(x + face, width), y + face) for x, y in corners], np.float32)
    square = square_around(boxes, height, width, margin)
    assert square.left % 2 == square.top % 2 == square.side % 2 == 0
    assert square.left <= boxes[:, 0].min()
    assert square.top <= boxes[:, 1].min()
    assert square.left + square.side >= boxes[:, 2].max() - 2  # even numbers cost up to 2 pixels
    assert square.top + square.side >= boxes[:, 3].max() - 2
    if (boxes[:, 2:].max(axis=0) - boxes[:, :2].min(axis=0)).max() <= height:
        assert square.left >= 0
        assert square.top >= 0
        assert square.left + square.side <= width
        assert square.top + square.side <= height


def test_margin_is_in_sizes_of_the_face() -> None:
    box = np.array([[300, 100, 400, 200]], np.float32)
    square = square_around(box, 1000, 1000, 0.6)
    assert (square.left, square.top, square.side) == (270, 70, 160)


def test_square_contains_a_moving_face(landmarker: Landmarker, tmp_path: Path) -> None:
    path = tmp_path / "moving.mp4"
    write_video(path, (scene(240, 480, (4 * k, 40, 200)) for k in range(50)))
    square = find_square(path, landmarker, fps=25.0, margin=0.6)
    still = tmp_path / "still.mp4"
    write_video(still, (scene(240, 480, (100, 40, 200)) for _ in range(25)))
    assert square.side > find_square(still, landmarker, fps=25.0, margin=0.6).side + 40


def test_tiny_face_is_found_in_tiles(landmarker: Landmarker) -> None:
    picture = scene(720, 1280, (900, 420, 160))
    whole = landmarker.detect(picture)
    assert whole == []
    (box,) = find_faces(picture, landmarker, None)
    assert 900 < box[0] < box[2] < 1060
    assert 420 < box[1] < box[3] < 580


def test_faces_are_listed_once_with_the_largest_first(landmarker: Landmarker) -> None:
    boxes = find_faces(scene(300, 540, (0, 0, 300), (300, 30, 240)), landmarker, None)
    assert len(boxes) == 2
    assert boxes[0][2] < 300 < boxes[1][0]


def test_bystander_does_not_count_as_a_second_person(
    landmarker: Landmarker, tmp_path: Path
) -> None:
    path = tmp_path / "bystander.mp4"
    write_video(path, [scene(300, 500, (0, 0, 300), (300, 50, 200))] * 25)
    assert find_square(path, landmarker, fps=25.0, margin=0.6).left < 100


def test_two_people_are_refused(landmarker: Landmarker, tmp_path: Path) -> None:
    path = tmp_path / "pair.mp4"
    write_video(path, [scene(300, 600, (0, 0, 300), (300, 0, 300))] * 25)
    with pytest.raises(MediaError, match=r"pair\.mp4 shows two people in 3 of 3 .*one person"):
        find_square(path, landmarker, fps=25.0, margin=0.6)


def test_video_that_rarely_shows_a_face_is_refused(landmarker: Landmarker, tmp_path: Path) -> None:
    path = tmp_path / "away.mp4"
    seen, away = scene(240, 320, (40, 20, 200)), scene(240, 320)
    write_video(path, [seen] * 15 + [away] * 35)
    with pytest.raises(MediaError, match=r"away\.mp4 shows no face in 3 of 5 pictures"):
        find_square(path, landmarker, fps=25.0, margin=0.6)


def test_start_after_the_end_is_refused(landmarker: Landmarker, tmp_path: Path) -> None:
    path = tmp_path / "short.mp4"
    write_video(path, [scene(64, 64)] * 25)
    with pytest.raises(MediaError, match=r"short\.mp4 has no picture after 3\.00 s"):
        find_square(path, landmarker, fps=25.0, margin=0.6, start=3.0)


@pytest.mark.parametrize("name", ["two_people.jpg", "pyfeat_multi.jpg"])
def test_several_real_people_are_detected(landmarker: Landmarker, real: Path, name: str) -> None:
    boxes = find_faces(np.ascontiguousarray(imread(real / "portraits" / name)), landmarker, None)
    assert len(boxes) >= 2
