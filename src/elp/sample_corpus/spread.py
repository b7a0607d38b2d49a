"""A window of the picture that is warped smoothly so that points move as given.

H and W are the size of the window in pixels, N the number of points.
"""

import cv2
import numpy as np
from jaxtyping import Float32, Float64

_STEP = 7
_FADE = 10.0


class SpreadWindow:
    """A rectangle of the picture whose border stays fixed.

    Parameters
    ----------
    left, top, width, height : int
        The rectangle in pixels.
    """

    def __init__(self, left: int, top: int, width: int, height: int) -> None:
        self.rows = slice(top, top + height)
        self.columns = slice(left, left + width)
        x, y = np.arange(left, left + width), np.arange(top, top + height)
        self.pixels = np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)
        nodes = (round(width / _STEP), round(height / _STEP))
        node_x = left + (np.arange(nodes[0]) + 0.5) * width / nodes[0] - 0.5
        node_y = top + (np.arange(nodes[1]) + 0.5) * height / nodes[1] - 0.5
        self._nodes = np.stack(np.meshgrid(node_x, node_y), axis=-1)
        border = np.minimum.outer(
            np.minimum(y - top, top + height - 1 - y), np.minimum(x - left, left + width - 1 - x)
        )
        self._fade = np.clip(border / _FADE, 0, 1).astype(np.float32)[..., None]
        ends_x, ends_y = np.linspace(x[0], x[-1], 5), np.linspace(y[0], y[-1], 5)
        frame = np.stack(np.meshgrid(ends_x, ends_y), axis=-1)
        outer = np.ones((5, 5), bool)
        outer[1:-1, 1:-1] = False
        self._frame = frame[outer]

    def backward(
        self, target: Float64[np.ndarray, "N 2"], source: Float64[np.ndarray, "N 2"]
    ) -> Float32[np.ndarray, "H W 2"]:
        """Source position of each pixel if the points `source` move to `target`.

        The displacement is the cubic radial spline through the points.
        """
        points = np.vstack([target, self._frame])
        count = len(points)
        system = np.zeros((count + 3, count + 3))
        system[:count, :count] = _kernel(points, points)
        system[:count, count:] = system[count:, :count].T
        system[:count, count] = system[count, :count] = 1
        system[:count, count + 1 :] = points
        system[count + 1 :, :count] = points.T
        values = np.zeros((count + 3, 2))
        values[: len(target)] = source - target
        weights = np.linalg.solve(system, values)
        flat = self._nodes.reshape(-1, 2)
        coarse = _kernel(flat, points) @ weights[:count] + weights[count] + flat @ weights[-2:]
        displacement = cv2.resize(
            coarse.reshape(self._nodes.shape).astype(np.float32),
            (self.pixels.shape[1], self.pixels.shape[0]),
            interpolation=cv2.INTER_CUBIC,
        )
        return np.asarray(self.pixels + self._fade * displacement)


def _kernel(
    a: Float64[np.ndarray, "A 2"], b: Float64[np.ndarray, "B 2"]
) -> Float64[np.ndarray, "A B"]:
    """Cube of the distance in units of 100 pixels."""
    x, y = a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1]
    square = (x * x + y * y) / 1e4
    return np.asarray(square * np.sqrt(square))
