"""Rigid turns of a head that is known from one picture.

The head is a surface over the picture: landmarks give the face's depth, and an ellipse around the
hair gives the rim between head and background. It turns rigidly in front of a camera; the picture
stretches around it and stays still far from it.

S is the side of a frame in pixels, G the number of nodes of a coarse grid along each side.
"""

import cv2
import numpy as np
from jaxtyping import Float, Float32, Float64
from scipy.interpolate import RBFInterpolator

from elp.sample_corpus.portrait import SIZE, PuppetPortrait

_STEP = 4
_NODES = SIZE // _STEP

# Distance of the camera in face widths.
_DISTANCE = 3.5
# Factors of the landmarks' depth, in general and for sideways parallax. They compensate that a warp
# can neither hide the far cheek nor uncover the near one. With them the landmarker's own pose
# measures a turn, nod or tilt of 15° as 13.9-15.2°.
_DEPTH, _PARALLAX = 1.1, 1.2
# The ellipse of the hair: centre above the root of the nose and half-axes, in face widths.
_RIM_CENTRE, _RIM_AXES = -0.03, (0.84, 0.98)
# Distance over which the turn fades out around the head, in face widths.
_FADE = 0.45
_LEFT_CHEEK, _RIGHT_CHEEK, _NOSE_ROOT = 234, 454, 168


def rotation_matrix(degrees: Float[np.ndarray, "3"]) -> Float64[np.ndarray, "3 3"]:
    """R = R_y(yaw) R_x(pitch) R_z(roll) from pitch, yaw and roll in degrees.

    x points to the right of the picture, y up, z to the viewer: a positive pitch lowers the nose, a
    positive yaw turns it to the right of the picture, a positive roll turns the head
    counter-clockwise.
    """
    (sp, sy, sr), (cp, cy, cr) = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    pitch = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    roll = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(yaw @ pitch @ roll)


class Head:
    """The surface of a person's head, and the warp of the picture when it turns."""

    def __init__(self, portrait: PuppetPortrait) -> None:
        points = portrait.landmarks
        left, right = points[_LEFT_CHEEK], points[_RIGHT_CHEEK]
        width = float(np.linalg.norm(right - left))
        middle = np.array([(left[0] + right[0]) / 2, points[_NOSE_ROOT, 1]])
        middle[1] += _RIM_CENTRE * width
        axes = np.multiply(_RIM_AXES, width)
        nodes = (np.arange(_NODES) + 0.5) * _STEP - 0.5
        self._grid = np.stack(np.meshgrid(nodes, nodes), axis=-1).astype(np.float32)
        self._centre = middle
        rim = float(left[2] + right[2]) / 2
        depth = _depth(self._grid, points, middle, axes, rim)
        self._toward = ((rim - depth) * _DEPTH).astype(np.float32)
        self._distance = _DISTANCE * width
        self._weight = _weight(self._grid, points, middle, axes, _FADE * width)

    def backward(
        self, degrees: Float[np.ndarray, "3"], shift: Float[np.ndarray, "2"]
    ) -> Float32[np.ndarray, "S S 2"]:
        """Displacement from each pixel of the turned head to its source in the portrait.

        Parameters
        ----------
        degrees : array, shape (3,)
            Pitch, yaw, roll, see `rotation_matrix`.
        shift : array, shape (2,)
            Movement of the head to the right and down in pixels.
        """
        forward = self._forward(degrees, shift)
        # Solves u = s + forward(s) for s; turns up to 25° contract.
        back = -forward
        for _ in range(6):
            at = (self._grid + back + 0.5) / _STEP - 0.5
            back = -cv2.remap(forward, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cv2.resize(back, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR))

    def _forward(
        self, degrees: Float[np.ndarray, "3"], shift: Float[np.ndarray, "2"]
    ) -> Float32[np.ndarray, "G G 2"]:
        r = rotation_matrix(degrees)
        x, down = np.moveaxis(self._grid - self._centre, -1, 0)
        y, z = -down, self._toward
        nearer = r[2, 0] * x + r[2, 1] * y + r[2, 2] * z - z
        larger = self._distance / (self._distance - nearer)
        moved_x = larger * (r[0, 0] * x + r[0, 1] * y + r[0, 2] * z * _PARALLAX)
        moved_y = larger * (r[1, 0] * x + r[1, 1] * y + r[1, 2] * z)
        displacement = np.stack([moved_x - x + shift[0], y - moved_y + shift[1]], axis=-1)
        return np.asarray(self._weight[..., None] * displacement, np.float32)


def _ellipse(
    points: Float[np.ndarray, "*n 2"], middle: Float[np.ndarray, "2"], axes: Float[np.ndarray, "2"]
) -> Float[np.ndarray, "*n"]:
    """Elliptic radius: 1 on the hair's outline, 0 in the middle."""
    return np.asarray(np.linalg.norm((points - middle) / axes, axis=-1))


def _depth(
    grid: Float32[np.ndarray, "G G 2"],
    points: Float64[np.ndarray, "478 3"],
    middle: Float64[np.ndarray, "2"],
    axes: Float64[np.ndarray, "2"],
    rim: float,
) -> Float32[np.ndarray, "G G"]:
    """Depth of the surface in pixels, away from the viewer."""
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    outline = np.vstack([middle + radius * axes * circle for radius in (1.0, 1.25)])
    known = np.vstack([points[:468, :2], outline])
    depths = np.concatenate([points[:468, 2], np.full(len(outline), rim)])
    surface = RBFInterpolator(known, depths, smoothing=5.0, kernel="linear", neighbors=60)
    inside = surface(grid.reshape(-1, 2)).reshape(grid.shape[:2])
    depth = np.where(_ellipse(grid, middle, axes) < 1.25, inside, rim).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(depth, (0, 0), 1.5))


def _weight(
    grid: Float32[np.ndarray, "G G 2"],
    points: Float64[np.ndarray, "478 3"],
    middle: Float64[np.ndarray, "2"],
    axes: Float64[np.ndarray, "2"],
    fade: float,
) -> Float32[np.ndarray, "G G"]:
    """Weight of the head's movement: 1 on the head, 0 far from it."""
    hull = cv2.convexHull(points[:468, :2].astype(np.float32))
    head = np.zeros((SIZE, SIZE), np.uint8)
    cv2.fillConvexPoly(head, np.round(hull).astype(np.int32), (1,))
    centre, half = np.round(middle).astype(int).tolist(), np.round(axes).astype(int).tolist()
    cv2.ellipse(head, centre, half, 0, 0, 360, (1,), -1)
    distance = cv2.distanceTransform(1 - head, cv2.DIST_L2, 5)
    nearness = np.clip(1 - distance / fade, 0, 1)
    smooth = nearness * nearness * (3 - 2 * nearness)
    at = grid.astype(np.float32)
    return np.asarray(cv2.remap(smooth.astype(np.float32), at, None, cv2.INTER_LINEAR))
