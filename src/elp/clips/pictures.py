"""Pictures of videos at a given size; S is their side in pixels."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import UInt8

from elp.media.probe import MediaInfo
from elp.media.region import Square, cut_out
from elp.media.video import read_frames


def pictures(video: Path, size: int) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
    """RGB frames of a square video, resized."""
    for picture in read_frames(video):
        yield np.asarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA))


def square_pictures(
    video: MediaInfo, square: Square, size: int, fps: float
) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
    """RGB frames of a square part of a video at a frame rate, resized."""
    for picture in read_frames(video.path, fps=fps, info=video):
        cut = cut_out(picture, square)
        yield np.asarray(cv2.resize(cut, (size, size), interpolation=cv2.INTER_AREA))
