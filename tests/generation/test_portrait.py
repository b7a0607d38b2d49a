"""A still portrait of any size."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from elp.errors import MediaError
from elp.generation.bundle import Bundle
from elp.generation.listener import PortraitAnimation
from elp.generation.portrait import read_portrait


def save(path: Path, picture: np.ndarray) -> Path:
    assert cv2.imwrite(str(path), picture[..., ::-1])
    return path


def head() -> np.ndarray:
    return np.ascontiguousarray(astronaut()[:300, 80:380])


@pytest.mark.parametrize("side", [180, 1200])
def test_the_face_is_cropped_from_a_picture_of_any_size(
    side: int, bundle: Bundle, tmp_path: Path
) -> None:
    picture = np.full((2 * side, 3 * side, 3), 90, np.uint8)
    picture[side:, side : 2 * side] = cv2.resize(head(), (side, side))
    portrait = read_portrait(save(tmp_path / "p.png", picture), bundle, 256)
    assert portrait.picture.shape == (256, 256, 3)
    animation = PortraitAnimation(bundle, portrait, "warp")
    pixels = animation.painter.project(animation.vertices(portrait.motion)[0])
    assert ((pixels[:, :2] > 20) & (pixels[:, :2] < 236)).all()
    assert np.ptp(pixels[:, 0]) > 80


def test_a_portrait_moved_to_its_own_pose_is_unchanged(bundle: Bundle, tmp_path: Path) -> None:
    portrait = read_portrait(save(tmp_path / "p.png", head()), bundle, 256)
    (frame,) = PortraitAnimation(bundle, portrait, "warp").pictures(portrait.motion)
    assert np.abs(frame.astype(int) - portrait.picture).mean() < 1


def two() -> np.ndarray:
    return np.concatenate([head(), head()[:, ::-1]], axis=1)


def test_of_several_faces_one_must_be_chosen(bundle: Bundle, tmp_path: Path) -> None:
    path = save(tmp_path / "two.png", two())
    with pytest.raises(MediaError, match=r"two\.png shows 2 faces; choose one with --face 1 to 2"):
        read_portrait(path, bundle, 256)
    left, right = (read_portrait(path, bundle, 256, face).picture for face in (1, 2))
    mirrored, same = (np.abs(left.astype(int) - r).mean() for r in (right[:, ::-1], right))
    assert mirrored < 0.6 * same
    with pytest.raises(MediaError, match=r"--face 3: faces in .*two\.png are numbered from 1 to 2"):
        read_portrait(path, bundle, 256, 3)


def test_a_file_without_a_face_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    wall = save(tmp_path / "wall.png", np.full((300, 300, 3), 90, np.uint8))
    with pytest.raises(MediaError, match=r"wall\.png: no face found"):
        read_portrait(wall, bundle, 256)
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(MediaError, match=r"text\.png: not a readable image; give a JPEG or PNG"):
        read_portrait(tmp_path / "text.png", bundle, 256)
    with pytest.raises(MediaError, match=r"missing\.png does not exist"):
        read_portrait(tmp_path / "missing.png", bundle, 256)


@pytest.mark.parametrize(
    ("name", "faces"), [("obama.jpg", 1), ("lp_monalisa.jpg", 1), ("two_people.jpg", 2)]
)
def test_real_portraits(name: str, faces: int, bundle: Bundle, real: Path) -> None:
    path = real / "portraits" / name
    if faces > 1:
        with pytest.raises(MediaError, match=f"shows {faces} faces"):
            read_portrait(path, bundle, 256)
    else:
        assert read_portrait(path, bundle, 256).picture.std() > 20
