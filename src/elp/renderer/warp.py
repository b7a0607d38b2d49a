"""The portrait warped by its mesh, without learning: the baseline of the learned renderer.

Inside the face, each triangle's pixels come from the same triangle of the portrait's own mesh.
Around the face, the rim's displacement fades out over hair and neck; beyond, nothing moves. Hidden
parts stay hidden: opening lips show stretched lips, closing lids stretched lids.

Letters: V vertices, F triangles, R rim points, S pixels a side.
"""

import cv2
import numpy as np
from jaxtyping import Float, Float32, Float64, Int64, UInt8
from scipy.spatial.distance import cdist

from elp.mesh.raster import rasterise

ANCHORS = 48
REACH = 1.9  # half-sizes of the face that move with it
FADE = 0.25  # half-sizes over which the remaining motion fades out
NODE = 4  # pixels between nodes of the coarse displacement grid


class MeshWarp:
    """Warps one portrait as its mesh moves.

    Parameters
    ----------
    portrait : array, shape (S, S, 3)
        RGB.
    screen : array, shape (V, 3)
        The portrait's own mesh in pixels (`MeshPainter.project`).
    triangles : array, shape (F, 3)
        Triangles of the face model.
    """

    def __init__(
        self,
        portrait: UInt8[np.ndarray, "S S 3"],
        screen: Float32[np.ndarray, "V 3"],
        triangles: Int64[np.ndarray, "F 3"],
    ) -> None:
        self._portrait, self._screen, self._triangles = portrait, screen, triangles
        size = len(portrait)
        self._rim = rim(triangles)
        self._corners = np.ascontiguousarray(screen[triangles][..., :2] - 0.5)
        axis = np.arange(0, size + NODE, NODE, dtype=np.float64)
        self._nodes = np.stack(np.meshgrid(axis, axis), axis=-1)
        edge = screen[self._rim, :2].astype(np.float64)
        self._middle = (edge.max(axis=0) + edge.min(axis=0)) / 2
        self._half = (edge.max(axis=0) - edge.min(axis=0)) / 2
        angles = np.linspace(0, 2 * np.pi, ANCHORS, endpoint=False)
        ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * REACH * self._half
        self._anchors = self._middle + ring
        far = np.linalg.norm((self._nodes - self._middle) / self._half, axis=-1)
        self._weight = np.clip((REACH + FADE - far) / FADE, 0, 1)

    def frame(self, screen: Float32[np.ndarray, "V 3"]) -> UInt8[np.ndarray, "S S 3"]:
        """The portrait, warped to a mesh in pixels."""
        size = len(self._portrait)
        places = np.full((size, size, 2), np.nan, np.float32)
        depth = np.zeros((size, size), np.float32)
        rasterise(screen, self._triangles, self._corners, places, depth)
        sources = np.where(depth[..., None] > 0, places, self._around(screen))
        return np.asarray(
            cv2.remap(
                self._portrait, sources, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
        )

    def _around(self, screen: Float32[np.ndarray, "V 3"]) -> Float32[np.ndarray, "S S 2"]:
        """Source of each pixel outside the face."""
        edge = screen[self._rim, :2].astype(np.float64)
        known = np.concatenate([edge, self._anchors])
        shifts = np.zeros_like(known)
        shifts[: len(edge)] = self._screen[self._rim, :2] - edge
        field = _spread(known, shifts, self._nodes.reshape(-1, 2)).reshape(self._nodes.shape)
        size = len(self._portrait)
        axis = (np.arange(size, dtype=np.float32) + np.float32(0.5)) / NODE
        x, y = np.meshgrid(axis, axis)
        coarse = (field * self._weight[..., None]).astype(np.float32)
        moved = cv2.remap(coarse, x, y, cv2.INTER_LINEAR)
        pixels = np.arange(size, dtype=np.float32)
        return np.asarray(moved + np.stack(np.meshgrid(pixels, pixels), axis=-1))


def rim(triangles: Int64[np.ndarray, "F 3"]) -> Int64[np.ndarray, "R"]:
    """Vertices on the border: of edges that belong to a single triangle."""
    edges = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    unique, counts = np.unique(edges, axis=0, return_counts=True)
    return np.unique(unique[counts == 1])


def _spread(
    known: Float[np.ndarray, "K 2"], values: Float[np.ndarray, "K 2"], at: Float[np.ndarray, "N 2"]
) -> Float64[np.ndarray, "N 2"]:
    """Interpolate values known at some points, as a sum of cones, one at each point."""
    weights = np.linalg.solve(cdist(known, known), values)
    return np.asarray(cdist(at, known) @ weights)
