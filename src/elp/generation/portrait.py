"""A still portrait: its face, cropped and tracked.

Letters: S pixels a side of the square crop, H and W pixels of the whole picture.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import UInt8

from elp.coefficients import Coefficients
from elp.errors import MediaError
from elp.faces.crop import FACES, SMALL, square_around
from elp.faces.detection import Box, area, find_faces
from elp.faces.landmarker import Landmarker
from elp.generation.bundle import Bundle
from elp.generation.people import coefficients_of, tracker_of
from elp.media.region import cut_out
from elp.mesh.surface import Surface, surface_of
from elp.tracking.landmarks import observe
from elp.tracking.neutral import Neutrals

NAME = "portrait"


@dataclass(frozen=True)
class Portrait:
    """A square picture of one person.

    Attributes
    ----------
    picture : array, shape (S, S, 3)
        RGB.
    surface : Surface
        The person's neutral face in 3D.
    neutrals : Neutrals
        The same face as the tracker stores it.
    motion : Coefficients
        One frame: expression, pose and blink in the picture.
    """

    picture: UInt8[np.ndarray, "S S 3"]
    surface: Surface
    neutrals: Neutrals
    motion: Coefficients


def read_portrait(path: Path, bundle: Bundle, size: int, face: int | None = None) -> Portrait:
    """Crop the face from a picture of any size and track it.

    Parameters
    ----------
    path : Path
        Any image that OpenCV reads.
    bundle : Bundle
        Face model and settings.
    size : int
        S.
    face : int, optional
        Which face, numbered from 1 from left to right; needed only if there are several.

    Raises
    ------
    MediaError
        If the file is missing or not an image, or shows no face, or several and none is chosen.
    """
    picture = _read_image(path)
    with Landmarker(bundle.landmarker, FACES) as landmarker:
        box = _choose(find_faces(picture, landmarker, None), path, face)
    height, width = picture.shape[:2]
    square = square_around(box[None], height, width, bundle.about.clips.margin)
    cut = cut_out(picture, square)
    shrinks = square.side > size
    cut = cv2.resize(
        cut, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    )
    with Landmarker(bundle.landmarker) as landmarker:
        observations = observe([cut], landmarker, NAME, NAME)
    if not observations.found.all():
        raise MediaError(
            f"{path}: the face cannot be tracked after cropping; give a larger or sharper "
            "portrait, seen from the front"
        )
    tracker = tracker_of(bundle, observations)
    landmarks = tracker.neutrals.faces[0][bundle.face_model.landmarks]
    surface = surface_of(bundle.face_model, landmarks)
    motion = coefficients_of(tracker, observations)
    return Portrait(np.asarray(cut), surface, tracker.neutrals, motion)


def _read_image(path: Path) -> UInt8[np.ndarray, "H W 3"]:
    """An image as RGB."""
    if not path.is_file():
        raise MediaError(f"{path} does not exist; name a JPEG or PNG file of the listener's face")
    stored = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if stored is None:
        raise MediaError(f"{path}: not a readable image; give a JPEG or PNG file")
    return np.asarray(cv2.cvtColor(stored, cv2.COLOR_BGR2RGB))


def _choose(boxes: list[Box], path: Path, face: int | None) -> Box:
    """The box of the only large face, or of the one with this number."""
    if not boxes:
        raise MediaError(f"{path}: no face found; give a portrait seen from the front")
    largest = area(boxes[0])
    if face is None:
        rivals = sum(area(box) >= SMALL * largest for box in boxes)
        if rivals > 1:
            raise MediaError(
                f"{path} shows {len(boxes)} faces; choose one with --face 1 to {len(boxes)}, "
                "numbered from left to right, or crop the picture"
            )
        return boxes[0]
    if not 1 <= face <= len(boxes):
        raise MediaError(f"--face {face}: faces in {path} are numbered from 1 to {len(boxes)}")
    return sorted(boxes, key=lambda box: float(box[0]))[face - 1]
