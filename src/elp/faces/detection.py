"""All faces in a picture, small ones included.

H and W are the height and width of a picture.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
from jaxtyping import Float32, UInt8

from elp.faces.landmarker import Landmarker
from elp.media.region import Square

SMALLEST_TILE = 128  # pixels, the input size of MediaPipe's face detector
TILES = (2, 3)  # tiles have 1/2, then 1/3 of the picture's shorter side

Box = Float32[np.ndarray, "4"]
"""Left, top, right and bottom of a face in pixels."""


def find_faces(
    picture: UInt8[np.ndarray, "H W 3"], landmarker: Landmarker, near: Box | None
) -> list[Box]:
    """Boxes of the faces, the largest first.

    Faces too small for the detector are searched for around the last known box (`near`), then in
    tiles of the picture.
    """
    height, width = picture.shape[:2]
    whole = Square(0, 0, max(height, width))
    if boxes := _boxes(picture, landmarker, [whole]):
        return boxes
    if near is not None:
        centre, side = (near[:2] + near[2:]) / 2, 3 * (near[2:] - near[:2]).max()
        left, top = (max(0, int(edge)) for edge in centre - side / 2)
        if boxes := _boxes(picture, landmarker, [Square(left, top, int(side))]):
            return boxes
    for divisor in TILES:
        side = min(height, width) // divisor
        if side < SMALLEST_TILE:
            break
        if boxes := _boxes(picture, landmarker, list(_tiles(height, width, side))):
            return boxes
    return []


def area(box: Box) -> float:
    """Area of a box in square pixels."""
    return float((box[2] - box[0]) * (box[3] - box[1]))


def _boxes(
    picture: UInt8[np.ndarray, "H W 3"], landmarker: Landmarker, tiles: list[Square]
) -> list[Box]:
    """Boxes of the faces in tiles of a picture, the largest first, each face once."""
    boxes: list[Box] = []
    for tile in tiles:
        cut = picture[tile.top : tile.top + tile.side, tile.left : tile.left + tile.side]
        size = np.array([cut.shape[1], cut.shape[0]] * 2, np.float32)
        offset = np.array([tile.left, tile.top] * 2, np.float32)
        # Landmarks outside the tile are guesses.
        boxes += [face.box.clip(0, 1) * size + offset for face in landmarker.detect(cut)]
    boxes.sort(key=area, reverse=True)
    return [box for k, box in enumerate(boxes) if not any(_same(box, b) for b in boxes[:k])]


def _tiles(height: int, width: int, side: int) -> Iterator[Square]:
    """Squares that cover the picture and overlap by half."""
    tops, lefts = (
        np.linspace(0, size - side, 2 * -(-size // side) - 1).astype(int)
        for size in (height, width)
    )
    for top, left in product(tops, lefts):
        yield Square(int(left), int(top), side)


def _same(first: Box, second: Box) -> bool:
    """Whether two boxes share more than a third of the smaller one."""
    corner = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    shared = float(np.prod(np.maximum(corner, 0)))
    return shared > min(area(first), area(second)) / 3
