"""The ffmpeg-python streams that videos and sound are decoded and encoded through."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from elp.media.probe import MediaInfo
from elp.media.region import Square

LEAD = 1.0  # seconds decoded before a start, to know the picture that is still shown at it


def media_input(path: Path, start: float, end: float | None) -> Any:
    """The file from up to `LEAD` seconds before the start on."""
    options: dict[str, Any] = {"protocol_whitelist": "file,pipe", "threads": 1}
    if start > LEAD:
        options["ss"] = start - LEAD
    if end is not None:
        options["t"] = end - start + 2 * LEAD
    return ffmpeg.input(f"file:{path}", **options)


def upright_pictures(info: MediaInfo, fps: float, start: float, end: float | None) -> Any:
    """The upright pictures at a constant rate, the first one at the start."""
    pictures = media_input(info.path, start, end)["V:0"]  # V, unlike v, excludes cover pictures
    pictures = pictures.filter(
        "fps", str(Fraction(fps).limit_denominator(1001)), start_time=min(start, LEAD)
    )
    pictures = pictures.filter("setpts", "PTS-STARTPTS")
    return pictures.filter("scale", info.width, info.height).filter("setsar", 1)


def cropped(pictures: Any, info: MediaInfo, crop: Square, size: int) -> Any:
    """The square of the pictures, black where it crosses the border, scaled to a size."""
    left, top = max(0, -crop.left), max(0, -crop.top)
    right = max(0, crop.left + crop.side - info.width)
    bottom = max(0, crop.top + crop.side - info.height)
    if left or top or right or bottom:
        width, height = info.width + left + right, info.height + top + bottom
        pictures = pictures.filter("pad", width, height, left, top, "black")
    x, y = crop.left + left, crop.top + top
    pictures = pictures.filter("crop", crop.side, crop.side, x, y, exact=1)
    return pictures.filter("scale", size, size)


def frame_limit(fps: float, start: float, end: float | None) -> dict[str, Any]:
    """Output options that stop at the end."""
    return {} if end is None else {"frames:v": round((end - start) * fps)}


def h264(crf: int) -> dict[str, Any]:
    """Encoder options; with one thread and bitexact, the same pictures give the same bytes."""
    return {
        "vcodec": "libx264",
        "preset": "veryfast",
        "crf": crf,
        "pix_fmt": "yuv420p",
        "threads": 1,
        "fflags": "+bitexact",
        "flags:v": "+bitexact",
    }
