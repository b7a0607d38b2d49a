"""The people of a recording: where they are in the picture, and what their faces do.

Letters: T frames at 25 a second, K faces, N boxes.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import Bool, Float, Float32, UInt8

from elp.coefficients import FPS
from elp.config.tracking import ClipSettings
from elp.errors import MediaError
from elp.faces.crop import find_square
from elp.faces.detection import area, find_faces
from elp.faces.landmarker import Landmarker
from elp.media.probe import probe
from elp.media.region import Region, Square, cut_out
from elp.media.video import read_frames
from elp.tracking.landmarks import observe

LOOKS = 12  # pictures of a video in which its people are looked for
SHARE = 0.6  # of these pictures, that must show both people of a split screen
SMALL = 0.25  # a face below this share of the largest one's area is a bystander
LIPS, FACE = (13, 14), (10, 152)  # landmarks: middle of the inner lips; forehead and chin
CROP = 256  # pixels


@dataclass(frozen=True)
class SeenPerson:
    """What is seen of one person.

    Attributes
    ----------
    video : Path
    region : Region or None
        Where in the video.
    square : Square
        The part of the picture that holds the face.
    found : array, shape (T,)
        Whether the face was found.
    ratio : array, shape (T,)
        Eye-aspect ratio; NaN where it was not.
    opening : array, shape (T,)
        Of the mouth, as a share of the face's height; NaN where it was not found.
    picture : array, shape (H, W, 3)
        From the middle, the part in the square.
    """

    video: Path
    region: Region | None
    square: Square
    found: Bool[np.ndarray, "T"]
    ratio: Float32[np.ndarray, "T"]
    opening: Float32[np.ndarray, "T"]
    picture: UInt8[np.ndarray, "H W 3"]

    def __len__(self) -> int:
        """T."""
        return len(self.found)


def find_regions(video: Path, landmarker: Landmarker) -> list[Region | None]:
    """Where the people of a video are: one, or both halves of a split screen.

    Parameters
    ----------
    video : Path
    landmarker : Landmarker
        Looking for several faces.

    Returns
    -------
    list of Region or None
        `[None]` where one person is seen; two regions, left or upper first, where two are.

    Raises
    ------
    MediaError
        If no face is seen, or if more than two are, or if two change places.
    """
    about = probe(video).require_video()
    rate = min(FPS, LOOKS / max(about.duration, 1.0))
    seen = [
        _of_size(find_faces(picture, landmarker, None))
        for picture in read_frames(video, fps=max(rate, 0.5))
    ]
    counts = np.array([len(boxes) for boxes in seen])
    if not counts.any():
        raise MediaError(f"{video} shows no face; choose a video of people seen from the front")
    if (counts >= 2).mean() < SHARE:
        return [None]
    if (counts > 2).mean() > 1 - SHARE:
        raise MediaError(f"{video} shows more than two people; cut it to the two who talk")
    pairs = [np.stack(boxes[:2]) for boxes in seen if len(boxes) >= 2]
    return list(_halves(np.stack(pairs), about.width, about.height, video))


def watch(video: Path, region: Region | None, landmarker: Landmarker, model: Path) -> SeenPerson:
    """Follow one person through a video.

    Parameters
    ----------
    video : Path
    region : Region, optional
        Where in it.
    landmarker : Landmarker
        Looking for several faces.
    model : Path
        The landmark model.

    Raises
    ------
    MediaError
        If the video cannot be read or does not show one face there.
    """
    margin = ClipSettings().margin
    square = find_square(video, landmarker, fps=float(FPS), margin=margin, region=region)
    pictures = (_shrunk(cut_out(picture, square)) for picture in read_frames(video, fps=float(FPS)))
    with Landmarker(model) as follower:
        seen = observe(pictures, follower, video.stem, "person")
    middle = next(read_frames(video, fps=float(FPS), start=len(seen) / FPS / 2))
    lips, face = (np.diff(seen.landmarks[:, pair, :2], axis=1)[:, 0] for pair in (LIPS, FACE))
    opening = np.linalg.norm(lips, axis=1) / np.linalg.norm(face, axis=1)
    return SeenPerson(
        video=video,
        region=region,
        square=square,
        found=seen.found,
        ratio=seen.ratio,
        opening=opening.astype(np.float32),
        picture=_shrunk(cut_out(middle, square)),
    )


def _of_size(boxes: list[Float32[np.ndarray, "4"]]) -> list[Float32[np.ndarray, "4"]]:
    return [box for box in boxes if area(box) >= SMALL * area(boxes[0])]


def _halves(
    pairs: Float[np.ndarray, "N 2 4"], width: int, height: int, video: Path
) -> tuple[Region, Region]:
    """Both parts of the picture, divided midway between the faces, side by side or one above."""
    middles = (pairs[..., :2] + pairs[..., 2:]) / 2
    apart = np.abs(np.diff(np.median(np.sort(middles, axis=1), axis=0), axis=0))[0]
    axis = int(np.argmax(apart / (width, height)))
    order = np.argsort(middles[..., axis], axis=1)
    first, second = (pairs[np.arange(len(pairs)), order[:, k]] for k in (0, 1))
    end, start = np.percentile(first[:, 2 + axis], 90), np.percentile(second[:, axis], 10)
    if end > start:
        raise MediaError(
            f"{video} shows two people who come too near to each other or change places; cut it "
            "into shots, or give a video for each of them"
        )
    middle = 2 * int((end + start) / 4)
    if axis == 0:
        return Region(0, 0, middle, height), Region(middle, 0, width, height)
    return Region(0, 0, width, middle), Region(0, middle, width, height)


def _shrunk(picture: UInt8[np.ndarray, "S S 3"]) -> UInt8[np.ndarray, "H W 3"]:
    side = min(CROP, len(picture))
    small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
