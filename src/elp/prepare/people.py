"""The people in a recording: their place in the picture, their eyes and mouths over time.

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
from elp.media.probe import MediaInfo
from elp.media.region import Region, Square, cut_out
from elp.media.video import read_frames
from elp.tracking.landmarks import observe

LOOKS = 12  # pictures of a video that are searched for people
SHARE = 0.6  # fraction of these pictures that must show both people of a split screen
SMALL = 0.25  # a face with less than this fraction of the largest face's area is a bystander
LIPS, FACE = (13, 14), (10, 152)  # landmarks: middle of the inner lips; forehead and chin
CROP = 256  # pixels


@dataclass(frozen=True)
class FilmedPerson:
    """One person in a video.

    Attributes
    ----------
    video : MediaInfo
    region : Region or None
        The person's part of the picture; None: all of it.
    square : Square
        The part of the picture that holds the face.
    found : array, shape (T,)
        Whether the face was found.
    ratio : array, shape (T,)
        Eye-aspect ratio; NaN where no face was found.
    opening : array, shape (T,)
        Opening of the mouth as a fraction of the face's height; NaN where no face was found.
    picture : array, shape (H, W, 3)
        The square part of a frame from the middle of the video.
    """

    video: MediaInfo
    region: Region | None
    square: Square
    found: Bool[np.ndarray, "T"]
    ratio: Float32[np.ndarray, "T"]
    opening: Float32[np.ndarray, "T"]
    picture: UInt8[np.ndarray, "H W 3"]

    def __len__(self) -> int:
        """T."""
        return len(self.found)


def find_regions(video: MediaInfo, landmarker: Landmarker) -> list[Region | None]:
    """The parts of the picture that show one person each.

    Parameters
    ----------
    video : MediaInfo
    landmarker : Landmarker
        Set to find several faces.

    Returns
    -------
    list of Region or None
        `[None]` for one person; for a split screen both halves, left or upper first.

    Raises
    ------
    MediaError
        If there is no face, or more than two people, or two who change places.
    """
    video.require_video()
    rate = min(FPS, LOOKS / max(video.duration, 1.0))
    faces = [
        _without_bystanders(find_faces(picture, landmarker, None))
        for picture in read_frames(video.path, fps=max(rate, 0.5), info=video)
    ]
    counts = np.array([len(boxes) for boxes in faces])
    if not counts.any():
        raise MediaError(f"{video.path}: no face found; choose a video of people facing the camera")
    if (counts >= 2).mean() < SHARE:
        return [None]
    if (counts > 2).mean() > 1 - SHARE:
        raise MediaError(f"{video.path} shows more than two people; crop it to the two who talk")
    pairs = [np.stack(boxes[:2]) for boxes in faces if len(boxes) >= 2]
    return list(_halves(np.stack(pairs), video))


def watch(
    video: MediaInfo, region: Region | None, landmarker: Landmarker, model: Path
) -> FilmedPerson:
    """Follow one person through a video.

    Parameters
    ----------
    video : MediaInfo
    region : Region, optional
        The person's part of the picture.
    landmarker : Landmarker
        Set to find several faces.
    model : Path
        File of the face landmark model.

    Raises
    ------
    MediaError
        If the video cannot be read or does not show exactly one face there.
    """
    path, fps, margin = video.path, float(FPS), ClipSettings().margin
    square = find_square(path, landmarker, fps=fps, margin=margin, region=region, info=video)
    frames = read_frames(path, fps=fps, info=video)
    with Landmarker(model) as follower:
        crops = (_shrunk(cut_out(picture, square)) for picture in frames)
        observations = observe(crops, follower, path.stem, "person")
    middle = next(read_frames(path, fps=fps, start=len(observations) / FPS / 2, info=video))
    landmarks = observations.landmarks
    lips, face = (np.diff(landmarks[:, pair, :2], axis=1)[:, 0] for pair in (LIPS, FACE))
    opening = np.linalg.norm(lips, axis=1) / np.linalg.norm(face, axis=1)
    return FilmedPerson(
        video=video,
        region=region,
        square=square,
        found=observations.found,
        ratio=observations.ratio,
        opening=opening.astype(np.float32),
        picture=_shrunk(cut_out(middle, square)),
    )


def _without_bystanders(boxes: list[Float32[np.ndarray, "4"]]) -> list[Float32[np.ndarray, "4"]]:
    return [box for box in boxes if area(box) >= SMALL * area(boxes[0])]


def _halves(pairs: Float[np.ndarray, "N 2 4"], video: MediaInfo) -> tuple[Region, Region]:
    """The picture divided midway between the faces, into left and right or upper and lower."""
    width, height = video.width, video.height
    middles = (pairs[..., :2] + pairs[..., 2:]) / 2
    apart = np.abs(np.diff(np.median(np.sort(middles, axis=1), axis=0), axis=0))[0]
    axis = int(np.argmax(apart / (width, height)))
    order = np.argsort(middles[..., axis], axis=1)
    first, second = (pairs[np.arange(len(pairs)), order[:, k]] for k in (0, 1))
    end, start = np.percentile(first[:, 2 + axis], 90), np.percentile(second[:, axis], 10)
    if end > start:
        raise MediaError(
            f"{video.path} shows two people who come too close or change places; cut it into "
            "shots, or give a video of each person"
        )
    middle = 2 * int((end + start) / 4)
    if axis == 0:
        return Region(0, 0, middle, height), Region(middle, 0, width, height)
    return Region(0, 0, width, middle), Region(0, middle, width, height)


def _shrunk(picture: UInt8[np.ndarray, "S S 3"]) -> UInt8[np.ndarray, "H W 3"]:
    side = min(CROP, len(picture))
    small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
