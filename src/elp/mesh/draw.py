"""Pictures of a face as the tracker's camera sees it.

Letters: T frames, V vertices, F triangles, S pixels per side.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from jaxtyping import Float, Float32, UInt8

from elp.config.mesh import MeshSettings
from elp.mesh.raster import rasterise, reduce, vertex_normals
from elp.mesh.regions import REGIONS, Region, regions_of
from elp.tracking.face_model import FaceModel

AMBIENT = 0.25  # light in shadows; the rest comes from a lamp above and behind the camera
LAMP = np.array([0.0, 0.35, 1.0], np.float32)
PALETTES: dict[str, dict[Region, tuple[float, float, float]]] = {
    # Eyes and mouth are darker than skin: otherwise a blink would be invisible.
    "gray": {
        "skin": (0.82, 0.82, 0.82),
        "brow": (0.82, 0.82, 0.82),
        "lips": (0.82, 0.82, 0.82),
        "mouth": (0.25, 0.25, 0.25),
        "eye": (0.4, 0.4, 0.4),
    },
    "marked": {
        "skin": (0.82, 0.82, 0.82),
        "brow": (0.25, 0.25, 0.9),
        "lips": (0.9, 0.25, 0.25),
        "mouth": (0.35, 0.0, 0.0),
        "eye": (0.25, 0.9, 0.25),
    },
}


class MeshPainter:
    """Draws a face model; the same vertices always give the same bytes.

    Parameters
    ----------
    model : FaceModel
        Its triangles and camera; the vertices come with each call.
    settings : MeshSettings
        Size, supersampling, style.
    """

    def __init__(self, model: FaceModel, settings: MeshSettings) -> None:
        self.settings, self._model = settings, model
        self.triangles = np.ascontiguousarray(model.triangles)
        self._focal = np.float32(0.5 / np.tan(np.radians(model.field_of_view) / 2))
        palette = np.array([PALETTES[settings.style][name] for name in REGIONS], np.float32)
        self._colours = palette[regions_of(model)]
        self._lamp = LAMP / np.linalg.norm(LAMP)

    def again(self, size: int, style: Literal["gray", "marked"]) -> "MeshPainter":
        """A painter with the same camera, for pictures of another size and style."""
        settings = self.settings.model_copy(update={"size": size, "style": style})
        return MeshPainter(self._model, settings)

    def project(self, points: Float[np.ndarray, "*n 3"]) -> Float32[np.ndarray, "*n 3"]:
        """Pixels right and down, and 1 / distance from the camera in 1 / cm."""
        near = 1 / -points[..., 2]
        x = 0.5 + self._focal * points[..., 0] * near
        y = 0.5 - self._focal * points[..., 1] * near
        size = self.settings.size
        return np.stack([x * size, y * size, near], axis=-1).astype(np.float32)

    def paint(self, vertices: Float[np.ndarray, "V 3"]) -> UInt8[np.ndarray, "S S 3"]:
        """The face on black; nothing is drawn if a vertex lies behind the camera.

        Parameters
        ----------
        vertices : array, shape (V, 3)
            In the camera's frame, in cm (`Surface.vertices`).
        """
        factor, size = self.settings.supersampling, self.settings.size
        picture = np.zeros((size * factor, size * factor, 3), np.float32)
        depth = np.zeros(picture.shape[:2], np.float32)
        output = np.empty((size, size, 3), np.uint8)
        if (vertices[:, 2] < 0).all():
            points = np.ascontiguousarray(vertices, dtype=np.float32)
            normals = vertex_normals(points, self.triangles)
            light = AMBIENT + (1 - AMBIENT) * np.clip(normals @ self._lamp, 0, 1)
            screen = self.project(vertices) * np.array([factor, factor, 1], np.float32)
            corners = light[self.triangles][..., None] * self._colours[:, None]
            rasterise(screen, self.triangles, corners, picture, depth)
        reduce(picture, factor, output)
        return output

    def paint_all(
        self, vertices: Float[np.ndarray, "T V 3"]
    ) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
        """Pictures of the frames, one after another."""
        return (self.paint(frame) for frame in vertices)
