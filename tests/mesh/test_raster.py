"""The z-buffer against matplotlib's point-in-polygon test and against textbook rules."""

import numpy as np
import pytest
from matplotlib.path import Path as Outline

from elp.mesh.raster import rasterise, reduce, vertex_normals

SIZE = 32
WHITE = np.ones((1, 3), np.float32)


def draw(
    screen: list[list[float]], triangles: list[list[int]], colours: np.ndarray = WHITE
) -> tuple[np.ndarray, np.ndarray]:
    picture, depth = np.zeros((SIZE, SIZE, 3), np.float32), np.zeros((SIZE, SIZE), np.float32)
    corners = np.repeat(colours[:, None], 3, axis=1)
    points = np.array(screen, np.float32)
    rasterise(points, np.array(triangles, np.int64), corners, picture, depth)
    return picture, depth


def test_a_pixel_is_drawn_if_its_centre_lies_inside() -> None:
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    centres = np.stack([x.ravel(), y.ravel()], axis=1)
    for _ in range(50):
        corners = rng.uniform(-8, SIZE + 8, (3, 2))
        picture, _ = draw([[*corner, 1.0] for corner in corners], [[0, 1, 2]])
        inside = Outline(corners).contains_points(centres).reshape(SIZE, SIZE)
        assert (picture[..., 0] > 0).sum() == inside.sum()
        np.testing.assert_array_equal(picture[..., 0] > 0, inside)


def test_the_nearer_triangle_is_visible_in_either_order() -> None:
    square = [[2, 2], [30, 2], [2, 30]]
    screen = [[*p, 0.1] for p in square] + [[*p, 0.2] for p in square]
    colours = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
    for order in ([[0, 1, 2], [3, 4, 5]], [[3, 4, 5], [0, 1, 2]]):
        shades = colours if order[0][0] == 0 else colours[::-1].copy()
        picture, depth = draw(screen, order, shades)
        np.testing.assert_array_equal(picture[5, 5], [0, 1, 0])
        assert depth[5, 5] == pytest.approx(0.2)


def test_crossing_triangles_are_split_where_they_meet() -> None:
    near_left = [[0, 0, 0.3], [32, 0, 0.1], [0, 64, 0.3]]
    near_right = [[0, 0, 0.1], [32, 0, 0.3], [0, 64, 0.1]]
    colours = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
    picture, _ = draw(near_left + near_right, [[0, 1, 2], [3, 4, 5]], colours)
    np.testing.assert_array_equal(picture[2, 4], [1, 0, 0])
    np.testing.assert_array_equal(picture[2, 28], [0, 1, 0])


def test_adjacent_triangles_leave_no_gap() -> None:
    """A fan around a point off the pixel centres covers its square exactly."""
    rim = [[1.0, 1.0, 0.5], [31.0, 1.0, 0.5], [31.0, 31.0, 0.5], [1.0, 31.0, 0.5]]
    screen = [[13.3, 17.9, 0.5], *rim]
    fan = [[0, 1, 2], [0, 2, 3], [0, 3, 4], [0, 4, 1]]
    picture, _ = draw(screen, fan, np.ones((4, 3), np.float32))
    np.testing.assert_allclose(picture[1:31, 1:31], 1, atol=1e-6)
    assert (picture > 0).sum() == 3 * 30 * 30


def test_light_is_interpolated_between_corners() -> None:
    screen = np.array([[0, 0, 1], [64, 0, 1], [0, 64, 1]], np.float32)
    picture, depth = np.zeros((SIZE, SIZE, 3), np.float32), np.zeros((SIZE, SIZE), np.float32)
    light = np.array([[[0.0], [1.0], [0.5]]], np.float32) * np.ones(3, np.float32)
    rasterise(screen, np.array([[0, 1, 2]]), light, picture, depth)
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    np.testing.assert_allclose(picture[..., 0], (x / 64 + 0.5 * y / 64), atol=1e-6)


def test_reduce_averages_squares_of_pixels() -> None:
    fine = np.random.default_rng(0).uniform(size=(8, 8, 3)).astype(np.float32)
    output = np.empty((4, 4, 3), np.uint8)
    reduce(fine, 2, output)
    expected = fine.reshape(4, 2, 4, 2, 3).mean(axis=(1, 3)) * 255
    assert np.abs(output - expected).max() <= 0.5 + 1e-4


def test_normals_of_a_sphere_point_away_from_its_centre() -> None:
    angles = np.linspace(0, np.pi, 21), np.linspace(0, 2 * np.pi, 41)
    up, around = np.meshgrid(*angles, indexing="ij")
    points = np.stack(
        [np.sin(up) * np.cos(around), np.sin(up) * np.sin(around), np.cos(up)], axis=-1
    )
    index = np.arange(21 * 41).reshape(21, 41)
    corners = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    a, b, c, d = (corner.ravel() for corner in corners)
    triangles = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    normals = vertex_normals(points.reshape(-1, 3).astype(np.float32), triangles)
    inner = index[2:-2, 1:-1].ravel()
    assert (normals[inner] * points.reshape(-1, 3)[inner]).sum(axis=1).min() > 0.99
