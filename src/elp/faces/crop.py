"""Where the face is in a video: one square that holds it from the first frame to the last.

Letters: H and W are the height and the width of a picture, N the number of faces, S a side.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
from jaxtyping import Float32, UInt8

from elp.errors import MediaError
from elp.faces.landmarker import Landmarker
from elp.media.probe import MediaInfo
from elp.media.region import Region
from elp.media.video import Square, read_frames

FACES = 4  # looked for in a picture; the largest is not always the first that is found
EVERY = 10  # one picture of so many is looked at
SMALL = 0.5  # a second face below this share of the first one's area is a bystander
CROWDED = 0.25  # share of the pictures that may show a second face of size
SEEN = 0.5  # share of the pictures that must show a face
SMALLEST_TILE = 128  # pixels, what the face detector sees of a picture
TILES = (2, 3)  # a picture is cut into overlapping parts of 1/2, then 1/3 of its shorter side

Box = Float32[np.ndarray, "4"]


def find_square(
    path: Path,
    landmarker: Landmarker,
    *,
    fps: float,
    margin: float,
    start: float = 0.0,
    end: float | None = None,
    region: Region | None = None,
    info: MediaInfo | None = None,
) -> Square:
    """Square of a video's picture that holds its one face all the time.

    Parameters
    ----------
    path : Path
        The video.
    landmarker : Landmarker
        Looking for `FACES` faces.
    fps : float
        Rate of the clip; every `EVERY`-th of its frames is looked at.
    margin : float
        Width added to the box that the face fills over the clip, in sizes of the face: half of it
        on each side. It gives way where the picture ends.
    start, end : float
        In seconds.
    region : Region, optional
        The part of the picture that is looked at: where several people are seen, that of the one
        who is meant. The square stays in it if it can.
    info : MediaInfo, optional
        What `probe` says of the file, if it is known already.

    Returns
    -------
    Square
        With even numbers, so that subsampled colours stay where they are; it leaves the picture
        only if the face needs more than the picture's shorter side.

    Raises
    ------
    MediaError
        If the video cannot be read, shows a face in less than half of the pictures, or shows two
        people.
    """
    boxes: list[Box] = []
    looked_at = crowded = 0
    height = width = 0
    for picture in read_frames(path, fps=fps / EVERY, start=start, end=end, info=info):
        if region is not None:
            region.check_inside(path, picture.shape[1], picture.shape[0])
            picture = picture[region.even.top : region.bottom, region.even.left : region.right]
        height, width = picture.shape[:2]
        faces = find_faces(picture, landmarker, boxes[-1] if boxes else None)
        looked_at += 1
        crowded += len(faces) > 1 and area(faces[1]) >= SMALL * area(faces[0])
        boxes += faces[:1]
    if not looked_at:
        raise MediaError(
            f"{path} has no picture after {start:.2f} s; correct `start` in the clip sheet"
        )
    if len(boxes) < SEEN * looked_at:
        raise MediaError(
            f"{path} shows no face in {looked_at - len(boxes)} of {looked_at} pictures looked at; "
            "choose seconds in which it is seen from the front"
        )
    if crowded > CROWDED * len(boxes):
        raise MediaError(
            f"{path} shows two people in {crowded} of {looked_at} pictures looked at; cut the "
            "video to one person, or say where he is in the column `speaker_box` or `listener_box`"
        )
    square = square_around(np.stack(_plausible(boxes)), height, width, margin)
    if region is None:
        return square
    return Square(square.left + region.even.left, square.top + region.even.top, square.side)


def find_faces(
    picture: UInt8[np.ndarray, "H W 3"], landmarker: Landmarker, near: Box | None
) -> list[Box]:
    """Boxes of the faces in pixels, the largest first.

    A face that is too small for the detector is looked for where it was last (`near`), then in
    parts of the picture.
    """
    height, width = picture.shape[:2]
    whole = Square(0, 0, max(height, width))
    if found := _look(picture, landmarker, [whole]):
        return found
    if near is not None:
        centre, side = (near[:2] + near[2:]) / 2, 3 * (near[2:] - near[:2]).max()
        left, top = (max(0, int(edge)) for edge in centre - side / 2)
        if found := _look(picture, landmarker, [Square(left, top, int(side))]):
            return found
    for parts in TILES:
        side = min(height, width) // parts
        if side < SMALLEST_TILE:
            break
        if found := _look(picture, landmarker, list(_tiles(height, width, side))):
            return found
    return []


def square_around(
    boxes: Float32[np.ndarray, "N 4"], height: int, width: int, margin: float
) -> Square:
    """Even square around all boxes, inside the picture if it fits there; all in pixels."""
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    face = np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1))
    needed = (high - low).max()
    side = max(needed, min(needed + margin * face, min(height, width)))
    side = 2 * max(1, int(side // 2))
    left, top = (
        np.clip(corner, min(0, size - side), max(0, size - side))
        for corner, size in zip((low + high - side) / 2, (width, height), strict=True)
    )
    return Square(2 * int(left // 2), 2 * int(top // 2), side)


def square_of(region: Region) -> Square:
    """The smallest even square that holds a region, around its middle."""
    side = 2 * -(-max(region.right - region.left, region.bottom - region.top) // 2)
    left, top = (region.left + region.right - side) // 2, (region.top + region.bottom - side) // 2
    return Square(2 * (left // 2), 2 * (top // 2), side)


def cut_out(picture: UInt8[np.ndarray, "H W 3"], square: Square) -> UInt8[np.ndarray, "S S 3"]:
    """The square part of a picture; beyond its border the border's own pixels."""
    height, width = picture.shape[:2]
    bottom, right = square.top + square.side, square.left + square.side
    room = max(0, -square.left, -square.top, bottom - height, right - width)
    padded = np.pad(picture, ((room, room), (room, room), (0, 0)), mode="edge")
    top, left = square.top + room, square.left + room
    return padded[top : top + square.side, left : left + square.side]


def _look(
    picture: UInt8[np.ndarray, "H W 3"], landmarker: Landmarker, parts: list[Square]
) -> list[Box]:
    """Boxes of the faces in parts of a picture, largest first, each face once."""
    found: list[Box] = []
    for part in parts:
        cut = picture[part.top : part.top + part.side, part.left : part.left + part.side]
        size = np.array([cut.shape[1], cut.shape[0]] * 2, np.float32)
        offset = np.array([part.left, part.top] * 2, np.float32)
        # Landmarks that the picture does not show are guessed beyond its border.
        found += [face.box.clip(0, 1) * size + offset for face in landmarker.detect(cut)]
    found.sort(key=area, reverse=True)
    return [box for k, box in enumerate(found) if not any(_same(box, b) for b in found[:k])]


def _tiles(height: int, width: int, side: int) -> Iterator[Square]:
    """Squares that overlap by half, over all of the picture."""
    tops, lefts = (
        np.linspace(0, size - side, 2 * -(-size // side) - 1).astype(int)
        for size in (height, width)
    )
    for top, left in product(tops, lefts):
        yield Square(int(left), int(top), side)


def _plausible(boxes: list[Box]) -> list[Box]:
    """Without those of quite another size than most: a poster, a hand."""
    areas = np.array([area(box) for box in boxes])
    usual = np.median(areas)
    return [box for box, area in zip(boxes, areas, strict=True) if usual / 4 <= area <= 4 * usual]


def area(box: Box) -> float:
    """Of a box, in square pixels."""
    return float((box[2] - box[0]) * (box[3] - box[1]))


def _same(first: Box, second: Box) -> bool:
    """Whether two boxes share more than a third of the smaller one."""
    corner = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    shared = float(np.prod(np.maximum(corner, 0)))
    return shared > min(area(first), area(second)) / 3
