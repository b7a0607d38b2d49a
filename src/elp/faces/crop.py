"""The square of a video that contains its face from the first frame to the last.

N is the number of faces.
"""

from pathlib import Path

import numpy as np
from jaxtyping import Float32

from elp.errors import MediaError
from elp.faces.detection import Box, area, find_faces
from elp.faces.landmarker import Landmarker
from elp.media.probe import MediaInfo
from elp.media.region import Region, Square
from elp.media.video import read_frames

FACES = 4  # searched for in a picture; the detector does not return the largest face first
EVERY = 10  # frames from one examined picture to the next
SMALL = 0.5  # of the largest face's area; a second face below it is a bystander
CROWDED = 0.25  # largest fraction of pictures with a second face above `SMALL`
SEEN = 0.5  # smallest fraction of pictures with a face


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
    """Square of a video's picture that contains its only face throughout.

    Parameters
    ----------
    path : Path
        The video.
    landmarker : Landmarker
        For `FACES` faces.
    fps : float
        Frame rate of the clip; every `EVERY`-th of its frames is examined.
    margin : float
        Width added to the box that the face covers over the clip, in sizes of the face: half of it
        on each side. It shrinks at the picture's border.
    start, end : float
        In seconds.
    region : Region, optional
        The part of the picture to examine, if the video shows several people. The square stays in
        it if it can.
    info : MediaInfo, optional
        What `probe` returned for the video; it is probed otherwise.

    Returns
    -------
    Square
        With even numbers, so that subsampled colours stay in place. It crosses the picture's border
        only if the face needs more than the picture's shorter side.

    Raises
    ------
    MediaError
        If the video cannot be read, shows a face in less than half of the pictures, or shows two
        people.
    """
    boxes: list[Box] = []
    examined = crowded = 0
    height = width = 0
    for picture in read_frames(path, fps=fps / EVERY, start=start, end=end, info=info):
        if region is not None:
            region.check_inside(path, picture.shape[1], picture.shape[0])
            picture = region.even.crop(picture)
        height, width = picture.shape[:2]
        faces = find_faces(picture, landmarker, boxes[-1] if boxes else None)
        examined += 1
        crowded += len(faces) > 1 and area(faces[1]) >= SMALL * area(faces[0])
        boxes += faces[:1]
    if not examined:
        raise MediaError(
            f"{path} has no picture after {start:.2f} s; correct `start` in the clip sheet"
        )
    _check_one_face(path, examined, len(boxes), crowded)
    square = square_around(np.stack(_usual_size(boxes)), height, width, margin)
    if region is None:
        return square
    return Square(square.left + region.even.left, square.top + region.even.top, square.side)


def square_around(
    boxes: Float32[np.ndarray, "N 4"], height: int, width: int, margin: float
) -> Square:
    """Even square around all boxes, inside the picture if it fits; all in pixels."""
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
    """The smallest even square that contains a region, centred on it."""
    side = 2 * -(-max(region.width, region.height) // 2)
    left, top = (region.left + region.right - side) // 2, (region.top + region.bottom - side) // 2
    return Square(2 * (left // 2), 2 * (top // 2), side)


def _usual_size(boxes: list[Box]) -> list[Box]:
    """The boxes without those of an unusual size, such as a face on a poster or a hand."""
    areas = np.array([area(box) for box in boxes])
    usual = np.median(areas)
    return [box for box, area in zip(boxes, areas, strict=True) if usual / 4 <= area <= 4 * usual]


def _check_one_face(path: Path, examined: int, seen: int, crowded: int) -> None:
    """Check the numbers of pictures examined, with a face, and with two faces."""
    if seen < SEEN * examined:
        raise MediaError(
            f"{path} shows no face in {examined - seen} of {examined} pictures examined; "
            "choose seconds in which the face is seen from the front"
        )
    if crowded > CROWDED * seen:
        raise MediaError(
            f"{path} shows two people in {crowded} of {examined} pictures examined; crop the video "
            "to one person, or fill the column `speaker_box` or `listener_box`"
        )
