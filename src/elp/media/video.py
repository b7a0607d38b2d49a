"""Reading and writing videos and sound through ffmpeg, whatever the container and the codec.

Times are in seconds from the file's own zero, where its first stream starts: a stream that starts
later is filled up (with its first picture, with silence), so that picture and sound of one file
stay aligned. Pictures come upright, with square pixels. Letters: T frames, H and W pixels.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ffmpeg
import numpy as np
from jaxtyping import Float32, UInt8

from elp.io.files import atomic
from elp.media.ffmpeg_process import ffmpeg_exe, run_ffmpeg
from elp.media.probe import MediaInfo, count_frames, probe

__all__ = [
    "MediaInfo",
    "Square",
    "count_frames",
    "cut_video",
    "ffmpeg_exe",
    "moving_pictures",
    "probe",
    "read_frames",
    "read_sound",
    "write_video",
]

LEAD = 1.0  # seconds decoded before a start, for the picture that is still shown at it


@dataclass(frozen=True)
class Square:
    """A square part of a picture, in pixels; what lies beyond the border is black."""

    left: int
    top: int
    side: int


def read_frames(
    path: Path,
    *,
    fps: float | None = None,
    start: float = 0.0,
    end: float | None = None,
    info: MediaInfo | None = None,
) -> Iterator[UInt8[np.ndarray, "H W 3"]]:
    """Decode a video to RGB pictures at a constant rate, one at a time.

    Parameters
    ----------
    path : Path
        Any video that ffmpeg reads; its rate may vary.
    fps : float, optional
        Pictures per second; each is the one nearest in time. By default the video's own.
    start, end : float
        In seconds; no end means the video's.
    info : MediaInfo, optional
        What `probe` says of the file, if it is known already.

    Raises
    ------
    MediaError
        If the file is no video, or ends more than half a second before it should.
    """
    about = (info or probe(path)).require_video()
    fps = about.fps if fps is None else fps
    stream = _moving(about, fps, start, end)
    output = stream.output("pipe:", format="rawvideo", pix_fmt="rgb24", **_limit(fps, start, end))
    done = 0
    with run_ffmpeg(output, path) as process:
        while picture := process.read(about.width * about.height * 3):
            done += 1
            yield np.frombuffer(picture, np.uint8).reshape(about.height, about.width, 3)
    about.check_reached(start + done / fps, end)


def read_sound(
    path: Path,
    *,
    rate: int = 16_000,
    start: float = 0.0,
    end: float | None = None,
    info: MediaInfo | None = None,
) -> Float32[np.ndarray, " N"]:
    """Decode the first sound track of a file to mono samples in [-1, 1].

    Parameters
    ----------
    path : Path
        Any sound file or video that ffmpeg reads.
    rate : int
        Samples per second.
    start, end : float
        In seconds on the same clock as the file's pictures; no end means the track's.
    info : MediaInfo, optional
        What `probe` says of the file, if it is known already.

    Raises
    ------
    MediaError
        If the file cannot be read or has no sound track.
    """
    (info or probe(path)).require_sound()
    stream = _input(path, start, end)["a:0"].filter(
        "aresample", rate, **{"async": 1, "first_pts": 0}
    )
    # Mixed down to integers, since ffmpeg keeps the level only there: to floats it adds 3 dB.
    output = stream.output("pipe:", format="s16le", ac=1)
    with run_ffmpeg(output, path) as process:
        samples = np.frombuffer(process.read(), "<i2").astype(np.float32) / 32768
    first = round(min(start, LEAD) * rate)
    return samples[first : None if end is None else first + round((end - start) * rate)]


def moving_pictures(
    path: Path, *, fps: float, start: float, end: float | None, info: MediaInfo | None = None
) -> Any:
    """The same pictures as an ffmpeg-python stream, for its filters.

    It may go on for up to a second after the end.

    Raises
    ------
    MediaError
        If the file is no video.
    """
    return _moving((info or probe(path)).require_video(), fps, start, end)


def cut_video(
    source: Path,
    target: Path,
    *,
    fps: float,
    start: float,
    end: float | None,
    crop: Square,
    size: int,
    crf: int,
    info: MediaInfo | None = None,
) -> None:
    """Write a square part of a video at a constant rate as H.264, without sound.

    Raises
    ------
    MediaError
        If the source is no video, or ends more than half a second before it should.
    """
    about = (info or probe(source)).require_video()
    stream = _squared(_moving(about, fps, start, end), about, crop, size)
    with atomic(target) as temporary:
        with run_ffmpeg(
            stream.output(f"file:{temporary}", **_h264(crf), **_limit(fps, start, end)), source
        ):
            pass
        about.check_reached(start + count_frames(temporary) / fps, end)


def write_video(
    path: Path,
    frames: Iterable[UInt8[np.ndarray, "H W 3"]],
    *,
    fps: float = 25.0,
    sound: Float32[np.ndarray, " N"] | None = None,
    rate: int = 16_000,
    crf: int = 18,
) -> None:
    """Encode RGB pictures, and mono sound if given, as H.264 and AAC, playable before it is loaded.

    Parameters
    ----------
    path : Path
        The video; the container follows its suffix.
    frames : iterable of UInt8[np.ndarray, "H W 3"]
        Of one size, even in both directions; written as they come.
    fps : float
        Pictures per second.
    sound : Float32[np.ndarray, " N"], optional
        Samples in [-1, 1].
    rate : int
        Samples per second.
    crf : int
        H.264 quality; lower is better.
    """
    pictures = iter(frames)
    if (first := next(pictures, None)) is None:
        raise ValueError(f"no frames for {path}")
    height, width = first.shape[:2]
    inputs = [
        ffmpeg.input("pipe:", format="rawvideo", pix_fmt="rgb24", s=f"{width}x{height}", r=fps)
    ]
    with atomic(path) as temporary, TemporaryDirectory() as folder:
        extra: dict[str, Any] = {}
        if sound is not None:
            raw = Path(folder, "sound")
            raw.write_bytes(sound.astype("<f4").tobytes())
            inputs.append(ffmpeg.input(f"file:{raw}", format="f32le", ar=rate, ac=1))
            extra = {"acodec": "aac", "b:a": "96k", "flags:a": "+bitexact"}
        output = ffmpeg.output(
            *inputs, f"file:{temporary}", **_h264(crf), **extra, movflags="+faststart"
        )
        with run_ffmpeg(output, path, feed=True) as process:
            process.write(first.tobytes())
            for picture in pictures:
                process.write(picture.tobytes())


def _input(path: Path, start: float, end: float | None) -> Any:
    """The file from a little before the start on, so that what is shown at the start is known."""
    options: dict[str, Any] = {"protocol_whitelist": "file,pipe", "threads": 1}
    if start > LEAD:
        options["ss"] = start - LEAD
    if end is not None:
        options["t"] = end - start + 2 * LEAD
    return ffmpeg.input(f"file:{path}", **options)


def _moving(about: MediaInfo, fps: float, start: float, end: float | None) -> Any:
    """The upright pictures at a constant rate, the first one at the start; V is no cover."""
    pictures = _input(about.path, start, end)["V:0"]
    pictures = pictures.filter(
        "fps", str(Fraction(fps).limit_denominator(1001)), start_time=min(start, LEAD)
    )
    pictures = pictures.filter("setpts", "PTS-STARTPTS")
    return pictures.filter("scale", about.width, about.height).filter("setsar", 1)


def _squared(pictures: Any, about: MediaInfo, crop: Square, size: int) -> Any:
    """Cut out the square, over black where it crosses the border, and scale it."""
    left, top = max(0, -crop.left), max(0, -crop.top)
    right = max(0, crop.left + crop.side - about.width)
    bottom = max(0, crop.top + crop.side - about.height)
    if left or top or right or bottom:
        width, height = about.width + left + right, about.height + top + bottom
        pictures = pictures.filter("pad", width, height, left, top, "black")
    x, y = crop.left + left, crop.top + top
    pictures = pictures.filter("crop", crop.side, crop.side, x, y, exact=1)
    return pictures.filter("scale", size, size)


def _limit(fps: float, start: float, end: float | None) -> dict[str, Any]:
    return {} if end is None else {"frames:v": round((end - start) * fps)}


def _h264(crf: int) -> dict[str, Any]:
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
