"""Shots: the parts of a video between cuts. A face cannot be followed across a cut.

T is the number of frames; H and W are the height and width of a picture in pixels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from jaxtyping import Float, UInt8

from elp.media.ffmpeg_process import run_ffmpeg
from elp.media.probe import MediaInfo, probe
from elp.media.region import Region
from elp.media.video import moving_pictures

SIZE = (96, 54)  # pixels, width and height of the grey pictures that are compared
BLOCKS = (6, 8)  # rows and columns of blocks in a picture
ALONE = 0.2  # seconds before and after a cut without a change half as large
FLASH = 0.12  # seconds; after a flash of this length the picture is as before


@dataclass(frozen=True)
class Shot:
    """A part of a video without a cut, in seconds, and a remark if there are cuts around it."""

    start: float
    end: float
    remark: str


def find_shot(
    videos: Sequence[tuple[MediaInfo, Region | None]],
    *,
    fps: float,
    start: float,
    end: float,
    score: float,
) -> Shot:
    """The longest part in which none of the videos has a cut.

    Parameters
    ----------
    videos : sequence of tuple
        Each video with the region of its picture that counts.
    fps, start, end, score : float
        As in `find_cuts`.

    Raises
    ------
    MediaError
        If a file is not a video.
    """
    cuts = [
        cut
        for info, region in videos
        for cut in find_cuts(
            info.path, fps=fps, start=start, end=end, score=score, region=region, info=info
        )
    ]
    if not cuts:
        return Shot(start, end, "")
    first, last = (start + time for time in longest_shot(cuts, end - start))
    times = ", ".join(f"{start + cut:.2f}" for cut in sorted(set(cuts)))
    remark = f"cuts at {times} s; the longest shot is {first:.2f} to {last:.2f} s"
    return Shot(first, last, remark)


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
        Frames per second that are compared.
    start, end : float
        In seconds; by default to the end of the video.
    score : float
        A cut changes the mean of the picture by at least this percentage of white, and the quarter
        of the picture that changes least by at least half of it: a gesture leaves the background
        unchanged. Within `ALONE` seconds no other change is more than half as large, and unlike
        after a flash the picture does not return.
    region : Region, optional
        The part of the picture that counts.
    info : MediaInfo, optional
        What `probe` returned for the video; it is probed otherwise.

    Raises
    ------
    MediaError
        If the file is not a video.
    """
    info = info or probe(path)
    pictures = moving_pictures(path, fps=fps, start=start, end=end, info=info)
    if region is not None:
        region.check_inside(path, info.width, info.height)
        pictures = pictures.filter("crop", region.width, region.height, region.left, region.top)
    output = pictures.filter("scale", *SIZE, flags="area")
    with run_ffmpeg(output.output("pipe:", format="rawvideo", pix_fmt="gray"), path) as process:
        grey = np.frombuffer(process.read(), np.uint8).reshape(-1, SIZE[1], SIZE[0])
    if end is not None:
        grey = grey[: round((end - start) * fps)]
    return [frame / fps for frame in cut_frames(grey, score, fps)]


def cut_frames(grey: UInt8[np.ndarray, "T H W"], score: float, fps: float) -> list[int]:
    """Numbers of the first frames after cuts; see `find_cuts`."""
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
    """Mean absolute difference of two pictures as a percentage of white."""
    difference: Float[np.ndarray, "H W"] = np.subtract(first, second, dtype=np.float32)
    return float(np.abs(difference).mean() / 2.55)


def _calmest(first: UInt8[np.ndarray, "H W"], second: UInt8[np.ndarray, "H W"]) -> float:
    """Change that three quarters of the blocks exceed."""
    blocks = [
        change(*pair)
        for rows in zip(
            np.array_split(first, BLOCKS[0]), np.array_split(second, BLOCKS[0]), strict=True
        )
        for pair in zip(*(np.array_split(row, BLOCKS[1], axis=1) for row in rows), strict=True)
    ]
    return float(np.percentile(blocks, 25))


def longest_shot(cuts: list[float], seconds: float) -> tuple[float, float]:
    """Start and end of the longest part without a cut, the first of equals."""
    edges = [0.0, *sorted(cut for cut in cuts if 0 < cut < seconds), seconds]
    shots = pairwise(edges)
    return max(shots, key=lambda shot: round(shot[1] - shot[0], 3))
