"""The mouth: lips that close, smile, open and round.

The portrait smiles, so its lips are apart. Two layers, which move with the upper lip and with the
lower lip and chin, are warped separately and meet at the line between the lips; a gap between them
shows the portrait's teeth in front of a dark background.

N is the number of points along a lip; H and W are the size of the mouth's window in pixels.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float32, Float64, UInt8

from elp.sample_corpus.portrait import SIZE, PuppetPortrait
from elp.sample_corpus.spread import SpreadWindow

_UPPER_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
_UPPER_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LOWER_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
_LOWER_OUTER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
_NOSE = (2, 98, 327)
_NOSE_TIP = 1
_CHEEKS = (205, 425)
# Left and right of the mouth in the unmirrored picture.
_LEFT_FOLD, _RIGHT_FOLD = (186, 57, 216, 212), (410, 287, 436, 432)
_JAW = (199, 152, 148, 377, 176, 400, 149, 378)
_DARK = np.array([52.0, 22.0, 24.0], np.float32)

# In widths of the portrait's mouth.
_NEUTRAL_WIDTH, _SMILING_WIDTH = 0.80, 0.98
_NARROWING = 0.08
_CORNER_DROP, _FROWN_DROP, _OPEN_DROP = 0.15, 0.05, 0.05
_GAP = 0.32
_CHEEK_DROP = 0.06


@dataclass(frozen=True)
class Lips:
    """Four lines of points from the left of the picture to the right, in pixels."""

    upper_outer: Float64[np.ndarray, "N 2"]
    upper_inner: Float64[np.ndarray, "N 2"]
    lower_inner: Float64[np.ndarray, "N 2"]
    lower_outer: Float64[np.ndarray, "N 2"]


@dataclass(frozen=True)
class MouthPose:
    """Weights of the mouth's movements, see `elp.sample_corpus.motion.FaceMotion`."""

    smile: float
    frown: float
    open: float
    narrow: float


class Mouth:
    """Draws a person's mouth into the window around it."""

    def __init__(self, portrait: PuppetPortrait) -> None:
        points = portrait.landmarks[:, :2]
        self._image = portrait.image
        rows = (_UPPER_OUTER, _UPPER_INNER, _LOWER_INNER, _LOWER_OUTER)
        self._lips = Lips(*(_line(points, row) for row in rows))
        ends = self._lips.upper_outer[[0, -1]]
        self._centre, self._width = ends.mean(axis=0), float(np.ptp(ends[:, 0]))
        self._nose, self._cheeks = points[list(_NOSE)], points[list(_CHEEKS)]
        self._jaw = points[list(_JAW)]
        # `_skin` moves the folds from left to right, also in a mirrored portrait.
        folds = [points[list(_LEFT_FOLD)], points[list(_RIGHT_FOLD)]]
        self._folds = np.vstack(folds if folds[0][0, 0] < folds[1][0, 0] else folds[::-1])
        left, top = self._centre[0] - 1.15 * self._width, points[_NOSE_TIP, 1] - 4
        bottom = self._jaw[:, 1].max() + 0.6 * self._width
        self._window = SpreadWindow(
            int(left), int(top), round(2.3 * self._width), min(round(bottom), SIZE) - int(top)
        )

    def lips(self, pose: MouthPose) -> Lips:
        """Positions of the lips in a pose."""
        smiling, width = self._lips, self._width
        across = (smiling.upper_inner[:, 0] - self._centre[0]) / (width / 2)
        drop = _CORNER_DROP * (1 - 0.9 * pose.smile) + _FROWN_DROP * pose.frown
        drop += _OPEN_DROP * pose.open
        widening = (_SMILING_WIDTH - _NEUTRAL_WIDTH) * pose.smile
        scale = _NEUTRAL_WIDTH + widening - _NARROWING * pose.narrow

        def moved(line: Float64[np.ndarray, "N 2"]) -> Float64[np.ndarray, "N 2"]:
            offset = line - self._centre
            lowered = offset[:, 1] + drop * width * np.square(2 * offset[:, 0] / width)
            return np.asarray(self._centre + np.stack([offset[:, 0] * scale, lowered], axis=-1))

        upper_inner, lower_inner = moved(smiling.upper_inner), moved(smiling.lower_inner)
        upper_outer, lower_outer = moved(smiling.upper_outer), moved(smiling.lower_outer)
        apart = lower_inner[:, 1] - upper_inner[:, 1]
        gap = pose.open * _GAP * width * np.clip(1 - np.square(across), 0, 1)
        down = 0.45 * apart - 0.12 * gap
        up = 0.55 * apart - 0.88 * gap
        upper_inner[:, 1] += down
        upper_outer[:, 1] += 0.5 * down
        lower_inner[:, 1] -= up
        lower_outer[:, 1] -= np.where(up > 0, 0.7, 1.0) * up
        return Lips(upper_outer, upper_inner, lower_inner, lower_outer)

    def draw(self, image: UInt8[np.ndarray, "S S 3"], pose: MouthPose) -> None:
        """Draw the mouth into a copy of the portrait."""
        lips, window = self.lips(pose), self._window
        x, y = window.pixels[0, :, 0], window.pixels[..., 1]
        upper = np.interp(x, *lips.upper_inner.T).astype(np.float32)
        lower = np.interp(x, *lips.lower_inner.T).astype(np.float32)
        middle = (upper + lower) / 2
        # Beside the corners there is no edge between the layers: they blend over some pixels.
        beside = np.maximum(lips.upper_inner[0, 0] - x, x - lips.upper_inner[-1, 0])
        blur = 1.2 + 0.5 * np.clip(beside, 0, 40).astype(np.float32)
        skin = self._skin(lips, pose, np.clip((y - middle) / blur + 0.5, 0, 1)[..., None])
        seam = np.exp(-np.square((y - middle) / 1.4)) * (beside < 0)
        skin *= 1 - 0.5 * seam[..., None]
        if pose.open > 0:
            inside = np.clip(np.minimum(y - upper, lower - y) + 0.5, 0, 1) * (beside < 0)
            skin += inside[..., None] * (self._teeth(lips, upper) - skin)
        image[window.rows, window.columns] = np.clip(skin, 0, 255).astype(np.uint8)

    def _skin(
        self, lips: Lips, pose: MouthPose, lower_share: Float32[np.ndarray, "H W 1"]
    ) -> Float32[np.ndarray, "H W 3"]:
        """The portrait warped with the upper lip, and below it with the lower lip and the jaw."""
        source, width = self._lips, self._width
        cheeks = self._cheeks + np.array([0, _CHEEK_DROP * width * (1 - pose.smile)])
        jaw = self._jaw + np.array([0, 0.6 * pose.open * _GAP * width])
        corners = (lips.upper_outer - source.upper_outer)[[0, -1]]
        folds = self._folds + 0.75 * np.repeat(corners, len(_LEFT_FOLD), axis=0)
        upper = self._window.backward(
            np.vstack([lips.upper_outer, lips.upper_inner, self._nose, cheeks, folds]),
            np.vstack(
                [source.upper_outer, source.upper_inner, self._nose, self._cheeks, self._folds]
            ),
        )
        lower = self._window.backward(
            np.vstack([lips.lower_outer, lips.lower_inner, jaw, cheeks, folds]),
            np.vstack(
                [source.lower_outer, source.lower_inner, self._jaw, self._cheeks, self._folds]
            ),
        )
        above = cv2.remap(self._image, upper, None, cv2.INTER_LINEAR)
        below = cv2.remap(self._image, lower, None, cv2.INTER_LINEAR)
        return np.asarray((1 - lower_share) * above + lower_share * below, np.float32)

    def _teeth(self, lips: Lips, upper: Float32[np.ndarray, "W"]) -> Float32[np.ndarray, "H W 3"]:
        """The portrait's teeth, which move with the upper lip, in front of a dark background."""
        pixels, source = self._window.pixels, self._lips
        narrowed = np.ptp(lips.upper_inner[:, 0]) / np.ptp(source.upper_inner[:, 0])
        x = self._centre[0] + (pixels[0, :, 0] - self._centre[0]) / narrowed
        top = np.interp(x, *source.upper_inner.T)
        bottom = np.interp(x, *source.lower_inner.T)
        y = pixels[..., 1] - upper + top
        across = np.broadcast_to(x, y.shape).astype(np.float32)
        teeth = cv2.remap(self._image, across, y.astype(np.float32), cv2.INTER_LINEAR)
        dark = np.clip((y - bottom) / 2 + 1, 0, 1)[..., None]
        return np.asarray((1 - dark) * teeth + dark * _DARK, np.float32)


def _line(
    points: Float64[np.ndarray, "n 2"], landmarks: tuple[int, ...]
) -> Float64[np.ndarray, "N 2"]:
    """The landmarks from left to right, also in a mirrored portrait."""
    line = points[list(landmarks)]
    return line if line[0, 0] < line[-1, 0] else line[::-1]
