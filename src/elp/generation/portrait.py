"""A still portrait: where its face is, and what it does.

Letters: S pixels a side of the square that is shown, L landmarks.
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
        The face.
    neutrals : Neutrals
        The same face at rest, as the tracker keeps it.
    motion : Coefficients
        Of one frame: what the face does in the picture.
    """

    picture: UInt8[np.ndarray, "S S 3"]
    surface: Surface
    neutrals: Neutrals
    motion: Coefficients


def read_portrait(path: Path, bundle: Bundle, size: int, face: int | None = None) -> Portrait:
    """Cut the face out of a picture of any size and track it.

    Parameters
    ----------
    path : Path
        Any picture that OpenCV reads.
    bundle : Bundle
        Face model and settings.
    size : int
        S.
    face : int, optional
        Which one, counted from 1 from left to right, if there are several.

    Raises
    ------
    MediaError
        If the file is no picture, shows no face, or several of which none is chosen.
    """
    stored = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.is_file() else None
    if stored is None:
        raise MediaError(f"{path} is no picture; give a JPEG or PNG file")
    picture = cv2.cvtColor(stored, cv2.COLOR_BGR2RGB)
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
        seen = observe([cut], landmarker, NAME, NAME)
    if not seen.found.all():
        raise MediaError(
            f"{path}: the face is lost when it is cut out; give a larger or sharper portrait, "
            "seen from the front"
        )
    tracker = tracker_of(bundle, seen)
    landmarks = tracker.neutrals.faces[0][bundle.face_model.landmarks]
    surface = surface_of(bundle.face_model, landmarks)
    motion = coefficients_of(tracker, seen)
    return Portrait(np.asarray(cut), surface, tracker.neutrals, motion)


def _choose(boxes: list[Box], path: Path, face: int | None) -> Box:
    """The box of the face that is meant."""
    if not boxes:
        raise MediaError(f"{path} shows no face; give a portrait seen from the front")
    largest = area(boxes[0])
    if face is None:
        rivals = sum(area(box) >= SMALL * largest for box in boxes)
        if rivals > 1:
            raise MediaError(
                f"{path} shows {len(boxes)} faces; choose one with --face 1 to {len(boxes)}, "
                "counted from left to right, or cut the picture"
            )
        return boxes[0]
    if not 1 <= face <= len(boxes):
        raise MediaError(f"--face {face}: {path} shows {len(boxes)} faces")
    return sorted(boxes, key=lambda box: float(box[0]))[face - 1]
