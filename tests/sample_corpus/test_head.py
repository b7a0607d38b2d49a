import cv2
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from elp.sample_corpus.head import Head, rotation_matrix
from elp.sample_corpus.portrait import Looks, PuppetPortrait, draw_portrait, pixel_grid

NOSE, CHEEKS = 1, (234, 454)


@pytest.fixture(scope="module")
def portrait() -> PuppetPortrait:
    return draw_portrait(Looks())


@pytest.fixture(scope="module")
def head(portrait: PuppetPortrait) -> Head:
    return Head(portrait)


def spot_moves(head: Head, spot: np.ndarray, degrees: tuple[float, float, float]) -> np.ndarray:
    """Displacement in pixels of a spot on the straight head when it turns."""
    picture = np.exp(-np.square(pixel_grid() - spot).sum(axis=-1) / 18).astype(np.float32)
    back = head.backward(np.array(degrees), np.zeros(2))
    turned = cv2.remap(picture, pixel_grid() + back, None, cv2.INTER_LINEAR)
    return (turned[..., None] * pixel_grid()).sum(axis=(0, 1)) / turned.sum() - spot


@pytest.mark.parametrize("degrees", [(10.0, 20.0, -5.0), (-3.0, 0.0, 40.0)])
def test_rotation_agrees_with_scipy(degrees: tuple[float, float, float]) -> None:
    pitch, yaw, roll = degrees
    reference = Rotation.from_euler("YXZ", [yaw, pitch, roll], degrees=True).as_matrix()
    np.testing.assert_allclose(rotation_matrix(np.array(degrees)), reference, atol=1e-12)


def test_straight_head_moves_nothing(head: Head) -> None:
    np.testing.assert_allclose(head.backward(np.zeros(3), np.zeros(2)), 0, atol=1e-4)


def test_directions_of_turns(head: Head, portrait: PuppetPortrait) -> None:
    nose, left_cheek = portrait.landmarks[NOSE, :2], portrait.landmarks[CHEEKS[0], :2]
    assert spot_moves(head, nose, (8.0, 0.0, 0.0))[1] > 5  # lowered
    assert spot_moves(head, nose, (0.0, 8.0, 0.0))[0] > 5  # to the right of the picture
    assert spot_moves(head, left_cheek, (0.0, 0.0, 8.0))[1] > 5  # counter-clockwise


def test_nothing_moves_far_from_the_head(head: Head) -> None:
    back = head.backward(np.array([12.0, -15.0, 10.0]), np.array([4.0, -3.0]))
    assert np.abs(back[240:, :8]).max() < 1
    assert np.abs(back[240:, -8:]).max() < 1


@pytest.mark.parametrize(
    "degrees", [(15.0, 0.0, 0.0), (-14.0, 10.0, 0.0), (0.0, 16.0, 12.0), (5.0, -16.0, -12.0)]
)
def test_warp_does_not_fold(head: Head, degrees: tuple[float, float, float]) -> None:
    """The area element of the map stays positive everywhere."""
    source = (pixel_grid() + head.backward(np.array(degrees), np.zeros(2))).astype(np.float64)
    along_y, along_x = np.gradient(source, axis=(0, 1))
    area = along_x[..., 0] * along_y[..., 1] - along_x[..., 1] * along_y[..., 0]
    assert (area > 0).all()
