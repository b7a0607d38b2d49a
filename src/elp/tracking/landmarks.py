"""The landmarks step: landmarks of the face in every frame of a shard's clips.

Letters: H and W are the height and the width of a picture.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import Float32, UInt8

from elp.clips.folder import ClipFolder
from elp.coefficients import ROLES
from elp.faces.landmarker import BLENDSHAPES, Face, Landmarker
from elp.media.region import Square
from elp.media.video import read_frames
from elp.tracking.blinks import eye_aspect_ratio
from elp.tracking.observations import Observations, concatenate, write_observations
from elp.tracking.occlusion import OcclusionDetector

logger = logging.getLogger(__name__)

# Second search for a face: a square this many times its last size, else in the picture's centre.
_ROOM, _MIDDLE = 2.0, 0.6
_ENLARGED = 384  # side in pixels to which that square is enlarged
_LANDMARKS = 478
LOOK = 5  # frames between two occlusion checks; occlusions last longer
FORGOTTEN = 12  # frames without a face after which it may be anywhere


def find_landmarks(folder: Path, model: Path, output: Path) -> None:
    """Find the landmarks of all included clips of a shard, and write them to a file.

    Parameters
    ----------
    folder : Path
        The shard's clips.
    model : Path
        The landmarker's model.
    output : Path
        See `elp.tracking.observations`.
    """
    clips = ClipFolder(folder).included
    observations = []
    with Landmarker(model) as landmarker, OcclusionDetector(model) as detector:
        for number, clip in enumerate(clips, start=1):
            start = time.perf_counter()
            videos = {role: folder / f"{clip}.{role}.mp4" for role in ROLES}
            participants = [
                observe(read_frames(video), landmarker, clip, role, detector)
                for role, video in videos.items()
                if role == "speaker" or video.is_file()  # a talking head has no listener
            ]
            observations += participants
            both = concatenate(participants, BLENDSHAPES)
            seconds = time.perf_counter() - start
            logger.info(
                "%d of %d: %s: %d frames, %d missing, %.0f frames/s",
                *(number, len(clips), clip, len(both)),
                *((~both.found).sum(), len(both) / seconds),
            )
    write_observations(output, concatenate(observations, BLENDSHAPES))


def observe(
    pictures: Iterable[UInt8[np.ndarray, "H W 3"]],
    landmarker: Landmarker,
    clip: str,
    role: str,
    detector: OcclusionDetector | None = None,
) -> Observations:
    """Landmarks in the frames of one video; with a detector also its confidence in the face."""
    faces: list[Face | None] = []
    confidence: list[float] = []
    last: Face | None = None
    unseen = 0
    shape = (1, 1)
    for picture in pictures:
        shape = picture.shape[:2]
        faces.append(_find(picture, landmarker, last if unseen < FORGOTTEN else None))
        confidence.append(_confidence(picture, faces, confidence, detector))
        unseen = 0 if faces[-1] else unseen + 1
        last = faces[-1] or last
    frames = len(faces)
    landmarks = np.full((frames, _LANDMARKS, 3), np.nan, np.float32)
    blendshapes = np.full((frames, len(BLENDSHAPES)), np.nan, np.float32)
    for frame, face in enumerate(faces):
        if face is not None:
            landmarks[frame], blendshapes[frame] = face.landmarks, face.blendshapes
    pixels = landmarks[..., :2] * np.array(shape[::-1], np.float32)
    return Observations(
        clip=np.full(frames, clip),
        role=np.full(frames, role),
        frame=np.arange(frames, dtype=np.int32),
        found=np.array([face is not None for face in faces], bool),
        landmarks=landmarks,
        blendshapes=blendshapes,
        ratio=eye_aspect_ratio(pixels).astype(np.float32),
        confidence=np.array(confidence, np.float32),
        names=BLENDSHAPES,
    )


def _confidence(
    picture: UInt8[np.ndarray, "H W 3"],
    faces: list[Face | None],
    before: list[float],
    detector: OcclusionDetector | None,
) -> float:
    """Confidence in the last face, measured in every `LOOK`-th frame and held in between."""
    if detector is None or (face := faces[-1]) is None:
        return np.nan
    if before and len(before) % LOOK and np.isfinite(before[-1]):
        return before[-1]
    return detector.confidence(picture, face.box)


def _find(
    picture: UInt8[np.ndarray, "H W 3"], landmarker: Landmarker, last: Face | None
) -> Face | None:
    """The face in the picture, or in an enlarged square of it; must overlap the last face."""
    if (faces := landmarker.detect(picture)) and (last is None or _overlap(faces[0].box, last.box)):
        return faces[0]
    square = _square(picture.shape[1], picture.shape[0], None if last is None else last.box)
    cut = picture[square.top : square.top + square.side, square.left : square.left + square.side]
    enlarged = cv2.resize(cut, (_ENLARGED, _ENLARGED), interpolation=cv2.INTER_CUBIC)
    faces = [
        _uncut(face, square, picture.shape[1], picture.shape[0])
        for face in landmarker.detect(enlarged)
    ]
    return next((f for f in faces if last is None or _overlap(f.box, last.box)), None)


def _overlap(first: Float32[np.ndarray, "4"], second: Float32[np.ndarray, "4"]) -> bool:
    """Whether two boxes overlap: those of a face in successive frames do, two people's do not."""
    return bool((np.maximum(first[:2], second[:2]) < np.minimum(first[2:], second[2:])).all())


def _square(width: int, height: int, box: Float32[np.ndarray, "4"] | None) -> Square:
    """A square inside the picture, around a box if there is one."""
    if box is None:
        middle, side = np.array([width / 2, height / 2]), _MIDDLE * min(width, height)
    else:
        corners = box.reshape(2, 2) * np.array([width, height])
        middle, side = corners.mean(axis=0), _ROOM * float(np.ptp(corners, axis=0).max())
    whole = max(2, min(int(side), width, height))
    left, top = np.clip(middle - whole / 2, 0, [width - whole, height - whole]).astype(int)
    return Square(int(left), int(top), whole)


def _uncut(face: Face, square: Square, width: int, height: int) -> Face:
    """Landmarks in a square of a picture as landmarks of the picture; pose is not corrected."""
    scale = np.array([square.side / width, square.side / height, square.side / width], np.float32)
    offset = np.array([square.left / width, square.top / height, 0], np.float32)
    return replace(face, landmarks=face.landmarks * scale + offset)
