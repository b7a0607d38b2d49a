"""The eyes: lids, eyeballs and brows.

N is the number of points along a lid; H and W are the size of a window in pixels.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float32, Float64, UInt8

from elp.sample_corpus.portrait import PuppetPortrait

_UPPER_LIDS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (362, 398, 384, 385, 386, 387, 388, 466, 263),
)
_LOWER_LIDS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (362, 382, 381, 380, 374, 373, 390, 249, 263),
)
_BROWS = ((70, 63, 105, 66, 107), (336, 296, 334, 293, 300))
_INNER_BROWS = (107, 336)
_NOSE_ROOT = 168

# In eye widths.
_RAISE, _FROWN = 0.20, 0.18
_LASHES = 0.05
_LOOK = 0.12


@dataclass(frozen=True)
class _Eye:
    """Window of an eye, and the heights of its lids in pixels for each column of the window."""

    rows: slice
    columns: slice
    pixels: Float32[np.ndarray, "H W 2"]
    upper: Float32[np.ndarray, "W"]
    lower: Float32[np.ndarray, "W"]
    width: float


class Eyes:
    """Draws a person's eyes and brows."""

    def __init__(self, portrait: PuppetPortrait) -> None:
        points = portrait.landmarks[:, :2]
        self._eyes = [
            _eye(points[list(upper)], points[list(lower)])
            for upper, lower in zip(_UPPER_LIDS, _LOWER_LIDS, strict=True)
        ]
        width = self._eyes[0].width
        brows = points[list(_BROWS[0] + _BROWS[1])]
        left, top = (brows.min(axis=0) - 0.8 * width).astype(int)
        right = int(brows[:, 0].max() + 0.8 * width)
        bottom = int(points[_NOSE_ROOT, 1] + 0.5 * width)
        self._rows, self._columns = slice(top, bottom), slice(left, right)
        x, y = np.arange(left, right), np.arange(top, bottom)
        self._pixels = np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)
        # The brows' movement fades out above the eyes.
        eyes_top = min(float(eye.upper.min()) for eye in self._eyes)
        above = np.clip((eyes_top - y) / (0.5 * width), 0, 1)[:, None]
        self._raise = _bumps(self._pixels, brows, 0.38 * width) * above
        inner = points[list(_INNER_BROWS)]
        self._frown = _bumps(self._pixels, inner, 0.45 * width) * above
        self._inward = np.sign(inner[:, 0].mean() - self._pixels[..., 0])
        self._width = width

    def draw(
        self,
        image: UInt8[np.ndarray, "S S 3"],
        closure: float,
        gaze: Float64[np.ndarray, "2"],
        brow: float,
        frown: float,
    ) -> None:
        """Draw eyes and brows into a copy of the portrait.

        Parameters
        ----------
        image : array, shape (S, S, 3)
            The copy.
        closure, gaze, brow, frown
            See `elp.sample_corpus.motion.FaceMotion`.
        """
        source = self._pixels.copy()
        source[..., 1] += self._width * (_RAISE * brow * self._raise - _FROWN * frown * self._frown)
        source[..., 0] -= self._width * 0.4 * _FROWN * frown * self._frown * self._inward
        image[self._rows, self._columns] = cv2.remap(image, source, None, cv2.INTER_LINEAR)
        for eye in self._eyes:
            image[eye.rows, eye.columns] = _draw_eye(image, eye, closure, gaze)


def _eye(upper: Float64[np.ndarray, "N 2"], lower: Float64[np.ndarray, "N 2"]) -> _Eye:
    if upper[0, 0] > upper[-1, 0]:
        upper, lower = upper[::-1], lower[::-1]
    width = float(upper[-1, 0] - upper[0, 0])
    left, right = int(upper[0, 0] - 0.3 * width), int(upper[-1, 0] + 0.3 * width)
    top, bottom = int(upper[:, 1].min() - 0.45 * width), int(lower[:, 1].max() + 0.3 * width)
    x, y = np.arange(left, right), np.arange(top, bottom)
    return _Eye(
        rows=slice(top, bottom),
        columns=slice(left, right),
        pixels=np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32),
        upper=np.interp(x, *upper.T).astype(np.float32),
        lower=np.interp(x, *lower.T).astype(np.float32),
        width=width,
    )


def _draw_eye(
    image: UInt8[np.ndarray, "S S 3"], eye: _Eye, closure: float, gaze: Float64[np.ndarray, "2"]
) -> UInt8[np.ndarray, "H W 3"]:
    x, y = eye.pixels[..., 0], eye.pixels[..., 1]
    height = eye.lower - eye.upper
    # The eyeball turns inside its opening; lids and corners stay.
    openness = np.clip(np.minimum(y - eye.upper, eye.lower - y) / 2, 0, 1)
    turn = openness * np.clip(height / max(float(height.max()), 1.0), 0, 1)
    look = (_LOOK * eye.width * gaze).astype(np.float32)
    ball_map = np.stack([x - look[0] * turn, y - 0.5 * look[1] * turn], axis=-1)
    ball = cv2.remap(image, ball_map, None, cv2.INTER_LINEAR).astype(np.float32)
    # The skin between brow and lashes is stretched down over the eye.
    lashes = eye.upper + _LASHES * eye.width * np.clip(height, 0, 1)
    edge = lashes + closure * (eye.lower + _LASHES * eye.width * np.clip(height, 0, 1) - lashes)
    # The lashes keep their thickness; the skin above them stretches.
    top, thick = float(eye.pixels[0, 0, 1]), 2 * _LASHES * eye.width
    above = top + (y - top) * (lashes - thick - top) / (edge - thick - top)
    stretched = np.where(y < edge - thick, above, y - edge + lashes)
    lid_map = np.stack([x, np.where(y < edge, stretched, y)], axis=-1).astype(np.float32)
    lid = cv2.remap(image, lid_map, None, cv2.INTER_LINEAR).astype(np.float32)
    visible = (np.clip((y - edge) / 1.2 + 0.5, 0, 1) * (height > 0.2))[..., None]
    mixed = lid + visible * (ball - lid)
    return np.asarray(np.clip(np.round(mixed), 0, 255), np.uint8)


def _bumps(
    pixels: Float32[np.ndarray, "H W 2"], centres: Float64[np.ndarray, "N 2"], radius: float
) -> Float32[np.ndarray, "H W"]:
    """Bumps of height 1 at the centres."""
    square = np.square(pixels[:, :, None] - centres).sum(axis=-1).min(axis=-1)
    return np.asarray(np.exp(-square / (2 * radius**2)), np.float32)
