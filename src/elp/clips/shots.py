"""Cuts inside a video: a face cannot be followed over one, so a clip is one shot.

Letters: T frames, H and W pixels.
"""

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
from jaxtyping import Float, UInt8

from elp.media.ffmpeg_process import run_ffmpeg
from elp.media.probe import MediaInfo, probe
from elp.media.region import Region
from elp.media.video import moving_pictures

SIZE = (96, 54)  # pixels, width and height of the grey pictures that are compared
BLOCKS = (6, 8)  # rows and columns of blocks that a picture is cut into
ALONE = 0.2  # seconds before and after a cut, in which nothing changes half as much
FLASH = 0.12  # seconds, after which the picture is back if it was only a flash


def find_cuts(
    path: Path,
    *,
    fps: float,
    start: float,
    end: float | None,
    score: float,
    region: Region | None = None,
    info: MediaInfo | None = None,
) -> list[float]:
    """Times of the first frames after cuts, in seconds from `start`.

    Parameters
    ----------
    path : Path
        The video.
    fps : float
        Frames per second that are looked at.
    start, end : float
        In seconds; no end means the video's.
    score : float
        A cut changes the picture by at least so many percent of white, on the mean, and the quarter
        of it that changes least by half as many: a gesture leaves the background as it is. Within
        `ALONE` seconds no other may change it more than half as much, and after a flash it is what
        it was.
    region : Region, optional
        The part of the picture that counts.
    info : MediaInfo, optional
        What `probe` says of the file, if it is known already.

    Raises
    ------
    MediaError
        If the file is no video.
    """
    about = info or probe(path)
    pictures = moving_pictures(path, fps=fps, start=start, end=end, info=about)
    if region is not None:
        region.check_inside(path, about.width, about.height)
        size = (region.right - region.left, region.bottom - region.top)
        pictures = pictures.filter("crop", *size, region.left, region.top)
    output = pictures.filter("scale", *SIZE, flags="area")
    with run_ffmpeg(output.output("pipe:", format="rawvideo", pix_fmt="gray"), path) as process:
        grey = np.frombuffer(process.read(), np.uint8).reshape(-1, SIZE[1], SIZE[0])
    if end is not None:
        grey = grey[: round((end - start) * fps)]
    return [frame / fps for frame in cut_frames(grey, score, fps)]


def cut_frames(grey: UInt8[np.ndarray, "T H W"], score: float, fps: float) -> list[int]:
    """Numbers of the frames that begin another shot; see `find_cuts`."""
    if len(grey) < 2:
        return []
    apart, flash_ends = math.ceil(ALONE * fps), math.ceil(FLASH * fps)
    changes = np.array([0.0, *(change(a, b) for a, b in pairwise(grey))])
    cuts = []
    for frame in np.flatnonzero(changes >= score):
        before, after = grey[frame - 1], grey[frame + flash_ends : frame + flash_ends + 1]
        flash = len(after) > 0 and change(before, after[0]) < changes[frame] / 2
        around = changes[max(0, frame - apart) : frame + apart + 1]
        alone = np.sort(around)[-2] <= changes[frame] / 2
        if alone and not flash and _calmest(before, grey[frame]) >= score / 2:
            cuts.append(int(frame))
    return cuts


def change(first: UInt8[np.ndarray, "H W"], second: UInt8[np.ndarray, "H W"]) -> float:
    """Mean absolute difference of two pictures, in percent of white."""
    difference: Float[np.ndarray, "H W"] = np.subtract(first, second, dtype=np.float32)
    return float(np.abs(difference).mean() / 2.55)


def _calmest(first: UInt8[np.ndarray, "H W"], second: UInt8[np.ndarray, "H W"]) -> float:
    """Change of the block that three quarters of the blocks exceed."""
    blocks = [
        change(*pair)
        for rows in zip(
            np.array_split(first, BLOCKS[0]), np.array_split(second, BLOCKS[0]), strict=True
        )
        for pair in zip(*(np.array_split(row, BLOCKS[1], axis=1) for row in rows), strict=True)
    ]
    return float(np.percentile(blocks, 25))


def longest_shot(cuts: list[float], seconds: float) -> tuple[float, float]:
    """Start and end of the longest part without a cut; of several the first."""
    edges = [0.0, *sorted(cut for cut in cuts if 0 < cut < seconds), seconds]
    shots = pairwise(edges)
    return max(shots, key=lambda shot: round(shot[1] - shot[0], 3))
