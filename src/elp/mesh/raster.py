"""Triangles to pixels: a z-buffer that interpolates the values of the corners.

Letters: V vertices, F triangles, C channels, S pixels per side.
"""

from collections.abc import Callable
from inspect import unwrap
from typing import Any

import numpy as np
from jaxtyping import Float32, Int64, UInt8
from numba import njit


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function compiled to machine code, cached on disk.

    Tests wrap every function in shape checks; numba gets the function inside.
    """
    machine_code: Callable[..., Any] = njit(cache=True)(unwrap(function))
    return machine_code


@compiled
def rasterise(
    screen: Float32[np.ndarray, "V 3"],
    triangles: Int64[np.ndarray, "F 3"],
    corners: Float32[np.ndarray, "F 3 C"],
    picture: Float32[np.ndarray, "S S C"],
    depth: Float32[np.ndarray, "S S"],
) -> None:
    """Draw triangles into a picture; the nearest one is visible.

    Parameters
    ----------
    screen : array, shape (V, 3)
        x right and y down, in pixels from the picture's corner, and 1 / distance, which is linear
        on the screen.
    triangles : array, shape (F, 3)
        Indices of vertices; both sides are visible.
    corners : array, shape (F, 3, C)
        Colours or other values at the corners of each triangle.
    picture : array, shape (S, S, C)
        Drawn in place; a pixel is drawn if its centre lies in a triangle.
    depth : array, shape (S, S)
        1 / distance of the drawn pixels; 0 where nothing is drawn.
    """
    height, width = depth.shape
    for number in range(triangles.shape[0]):
        a, b, c = triangles[number]
        ax, ay = screen[a, 0], screen[a, 1]
        bx, by = screen[b, 0], screen[b, 1]
        cx, cy = screen[c, 0], screen[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area == 0:
            continue
        left = max(0, int(np.ceil(min(ax, bx, cx) - 0.5)))
        right = min(width - 1, int(np.floor(max(ax, bx, cx) - 0.5)))
        top = max(0, int(np.ceil(min(ay, by, cy) - 0.5)))
        bottom = min(height - 1, int(np.floor(max(ay, by, cy) - 0.5)))
        for row in range(top, bottom + 1):
            y = np.float32(row + 0.5)
            for column in range(left, right + 1):
                x = np.float32(column + 0.5)
                wa = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
                wb = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
                wc = np.float32(1) - wa - wb
                if wa < 0 or wb < 0 or wc < 0:
                    continue
                near = wa * screen[a, 2] + wb * screen[b, 2] + wc * screen[c, 2]
                if near <= depth[row, column]:
                    continue
                depth[row, column] = near
                for channel in range(corners.shape[2]):
                    picture[row, column, channel] = (
                        wa * corners[number, 0, channel]
                        + wb * corners[number, 1, channel]
                        + wc * corners[number, 2, channel]
                    )


@compiled
def reduce(
    picture: Float32[np.ndarray, "S S 3"], factor: int, output: UInt8[np.ndarray, "R R 3"]
) -> None:
    """Average squares of `factor` x `factor` pixels; values from 0 to 1 become 0 to 255."""
    scale = np.float32(255 / factor**2)
    for row in range(output.shape[0]):
        for column in range(output.shape[1]):
            for channel in range(3):
                total = np.float32(0)
                for down in range(factor):
                    for along in range(factor):
                        total += picture[row * factor + down, column * factor + along, channel]
                value = total * scale + np.float32(0.5)
                output[row, column, channel] = min(np.float32(255), max(np.float32(0), value))


@compiled
def vertex_normals(
    points: Float32[np.ndarray, "V 3"], triangles: Int64[np.ndarray, "F 3"]
) -> Float32[np.ndarray, "V 3"]:
    """Unit normals of the vertices: the mean over adjacent triangles, weighted by area."""
    normals = np.zeros_like(points)
    for number in range(triangles.shape[0]):
        a, b, c = triangles[number]
        ux, uy, uz = points[b] - points[a]
        vx, vy, vz = points[c] - points[a]
        normal = np.array([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx], np.float32)
        normals[a] += normal
        normals[b] += normal
        normals[c] += normal
    for vertex in range(len(normals)):
        length = np.sqrt((normals[vertex] ** 2).sum())
        if length > 0:
            normals[vertex] /= length
    return normals
