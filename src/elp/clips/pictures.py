"""Pictures of the clips that the workflow has cut. S pixels a side."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import UInt8

from elp.faces.crop import cut_out
from elp.media.probe import MediaInfo
from elp.media.video import Square, read_frames


def pictures(video: Path, size: int) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
    """Frames of a square video in this size, RGB."""
    for picture in read_frames(video):
        yield np.asarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA))


def square_pictures(
    video: MediaInfo, square: Square, size: int, fps: float
) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
    """A square part of a video at so many frames a second in this size, RGB."""
    for picture in read_frames(video.path, fps=fps, info=video):
        cut = cut_out(picture, square)
        yield np.asarray(cv2.resize(cut, (size, size), interpolation=cv2.INTER_AREA))
