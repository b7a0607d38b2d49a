"""Portraits of the people of the sample corpus: smooth variations of one picture.

The picture is NASA's portrait of the astronaut Eileen Collins (public domain), which is part of
scikit-image. MediaPipe's Face Landmarker determined its landmarks in portrait.csv.

S is the side of a frame in pixels, `SIZE`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import skimage.data
from jaxtyping import Float32, Float64, UInt8

SIZE = 320
"""Side of a frame in pixels."""

# The square of the picture with head and collar.
_LEFT, _TOP, _SIDE = 115, 2, 220
_SCALE = SIZE / _SIDE

# Landmarks that positions in the face are measured from.
_EYES = (33, 133, 362, 263)
_NOSE_TIP = 1
_CHIN = 152
_MOUTH = (61, 291)


@dataclass(frozen=True)
class PuppetPortrait:
    """A still picture of a person, and the landmarks of their face.

    Attributes
    ----------
    image : array, shape (S, S, 3)
        RGB.
    landmarks : array, shape (478, 3)
        MediaPipe's landmarks in pixels; z grows away from the viewer.
    """

    image: UInt8[np.ndarray, "S S 3"]
    landmarks: Float64[np.ndarray, "478 3"]


@dataclass(frozen=True)
class Looks:
    """Differences of a person from the picture; with the defaults it is the picture itself.

    Attributes
    ----------
    jaw, cheeks, eyes, nose, height : float
        Relative widths of jaw and cheeks, distance of the eyes, length of the nose, height of the
        lower face; 0.1 is 10 % more.
    brightness, saturation, warmth : float
        Relative change of the colours.
    mirrored : bool
        Whether left and right are exchanged.
    """

    jaw: float = 0.0
    cheeks: float = 0.0
    eyes: float = 0.0
    nose: float = 0.0
    height: float = 0.0
    brightness: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    mirrored: bool = False


def draw_looks(generator: np.random.Generator) -> Looks:
    """Draw a person's looks."""
    largest = {
        "jaw": 0.10,
        "cheeks": 0.08,
        "eyes": 0.06,
        "nose": 0.10,
        "height": 0.06,
        "brightness": 0.15,
        "saturation": 0.30,
        "warmth": 0.08,
    }
    changes = {name: float(generator.uniform(-size, size)) for name, size in largest.items()}
    return Looks(mirrored=bool(generator.random() < 0.5), **changes)


def draw_portrait(looks: Looks) -> PuppetPortrait:
    """The portrait of a person with these looks."""
    picture = _picture()
    displacement = _shape_field(picture, looks)
    grid = pixel_grid()
    image = cv2.remap(
        picture.image,
        grid + displacement,
        None,
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    landmarks = picture.landmarks.copy()
    landmarks[:, :2] = _moved(landmarks[:, :2], displacement)
    if looks.mirrored:
        image = image[:, ::-1]
        landmarks[:, 0] = SIZE - 1 - landmarks[:, 0]
    return PuppetPortrait(_coloured(np.ascontiguousarray(image), looks), landmarks)


@cache
def _picture() -> PuppetPortrait:
    """The square of the real picture, enlarged."""
    square = skimage.data.astronaut()[_TOP : _TOP + _SIDE, _LEFT : _LEFT + _SIDE]
    image = cv2.resize(square, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC)
    table = np.loadtxt(Path(__file__).with_name("portrait.csv"), delimiter=",", skiprows=1)
    # Relative to pixel centres; the table is relative to pixel corners.
    landmarks = (table[:, 1:] - (_LEFT, _TOP, 0)) * _SCALE - (0.5, 0.5, 0)
    return PuppetPortrait(image, landmarks)


def pixel_grid() -> Float32[np.ndarray, "S S 2"]:
    """Column and row of every pixel."""
    steps = np.arange(SIZE, dtype=np.float32)
    return np.stack(np.meshgrid(steps, steps), axis=-1)


def _shape_field(picture: PuppetPortrait, looks: Looks) -> Float32[np.ndarray, "S S 2"]:
    """Displacement from each pixel of the person to its source in the picture."""
    points = picture.landmarks[:, :2]
    eyes = points[list(_EYES)].mean(axis=0)
    mouth = points[list(_MOUTH)].mean(axis=0)
    nose, chin = points[_NOSE_TIP], points[_CHIN]
    between = np.linalg.norm(points[_EYES[0]] - points[_EYES[3]])
    grid = pixel_grid()
    middle = eyes[0] + (mouth[0] - eyes[0]) * (grid[..., 1] - eyes[1]) / (mouth[1] - eyes[1])
    aside = grid[..., 0] - middle
    field = np.zeros_like(grid)
    for amount, height, spread in (
        (looks.jaw, (mouth[1] + chin[1]) / 2, 0.35),
        (looks.cheeks, nose[1], 0.3),
        (looks.eyes, eyes[1], 0.2),
    ):
        around = np.exp(-np.square((grid[..., 1] - height) / (spread * between)) / 2)
        field[..., 0] -= amount * aside * around * np.exp(-np.square(aside / between) / 2)
    for amount, height, spread in ((looks.nose, nose[1], 0.3), (looks.height, chin[1], 0.4)):
        around = np.exp(-np.square((grid[..., 1] - height) / (spread * between)) / 2)
        across = np.exp(-np.square(aside / (0.6 * between)) / 2)
        field[..., 1] -= amount * (height - eyes[1]) * around * across
    return np.asarray(field, np.float32)


def _moved(
    points: Float64[np.ndarray, "n 2"], displacement: Float32[np.ndarray, "S S 2"]
) -> Float64[np.ndarray, "n 2"]:
    """Points of the picture in the person's portrait: solves u + displacement(u) = point."""
    moved = points.copy()
    for _ in range(20):
        offset = cv2.remap(displacement, moved.astype(np.float32)[None], None, cv2.INTER_LINEAR)[0]
        moved = points - offset
    return moved


def _coloured(image: UInt8[np.ndarray, "S S 3"], looks: Looks) -> UInt8[np.ndarray, "S S 3"]:
    values = image.astype(np.float32)
    grey = values.mean(axis=-1, keepdims=True)
    values = grey + (1 + looks.saturation) * (values - grey)
    values *= (1 + looks.brightness) * np.array([1 + looks.warmth, 1, 1 - looks.warmth])
    return np.asarray(np.clip(np.round(values), 0, 255), np.uint8)
