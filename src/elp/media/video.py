"""Reading and writing videos and sound of any container and codec through ffmpeg.

Times are in seconds from the file's own zero, where its first stream starts: a stream that starts
later is padded (with its first picture, with silence), so that picture and sound of one file
stay aligned. Pictures are upright, with square pixels. H and W are their height and width.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ffmpeg
import numpy as np
from jaxtyping import Float32, UInt8

from elp.io.files import atomic
from elp.media.ffmpeg_process import run_ffmpeg
from elp.media.probe import MediaInfo, count_frames, probe
from elp.media.region import Square
from elp.media.streams import LEAD, cropped, frame_limit, h264, media_input, upright_pictures


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
        Pictures per second; each is the one nearest in time. By default the video's own rate.
    start, end : float
        In seconds; by default to the end of the video.
    info : MediaInfo, optional
        What `probe` returned for the file; it is probed otherwise.

    Raises
    ------
    MediaError
        If the file is not a video, or ends more than half a second too early.
    """
    info = (info or probe(path)).require_video()
    fps = info.fps if fps is None else fps
    output = upright_pictures(info, fps, start, end).output(
        "pipe:", format="rawvideo", pix_fmt="rgb24", **frame_limit(fps, start, end)
    )
    frames = 0
    with run_ffmpeg(output, path) as process:
        while picture := process.read(info.width * info.height * 3):
            frames += 1
            yield np.frombuffer(picture, np.uint8).reshape(info.height, info.width, 3)
    info.check_reached(start + frames / fps, end)


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
        In seconds on the same clock as the file's pictures; by default to the end of the track.
    info : MediaInfo, optional
        What `probe` returned for the file; it is probed otherwise.

    Raises
    ------
    MediaError
        If the file cannot be read or has no sound track.
    """
    (info or probe(path)).require_sound()
    stream = media_input(path, start, end)["a:0"].filter(
        "aresample", rate, **{"async": 1, "first_pts": 0}
    )
    # ffmpeg keeps the level when it mixes down to integers; to floats it adds 3 dB.
    output = stream.output("pipe:", format="s16le", ac=1)
    with run_ffmpeg(output, path) as process:
        samples = np.frombuffer(process.read(), "<i2").astype(np.float32) / 32768
    first = round(min(start, LEAD) * rate)
    return samples[first : None if end is None else first + round((end - start) * rate)]


def moving_pictures(
    path: Path, *, fps: float, start: float, end: float | None, info: MediaInfo | None = None
) -> Any:
    """The same pictures as an ffmpeg-python stream, for its filters.

    The stream may continue for up to a second after the end.

    Raises
    ------
    MediaError
        If the file is not a video.
    """
    return upright_pictures((info or probe(path)).require_video(), fps, start, end)


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
) -> int:
    """Write a square part of a video at a constant rate as H.264, without sound.

    Returns
    -------
    int
        Number of frames written.

    Raises
    ------
    MediaError
        If the source is not a video, or ends more than half a second too early.
    """
    info = (info or probe(source)).require_video()
    stream = cropped(upright_pictures(info, fps, start, end), info, crop, size)
    with atomic(target) as temporary:
        output = stream.output(f"file:{temporary}", **h264(crf), **frame_limit(fps, start, end))
        with run_ffmpeg(output, source):
            pass
        frames = count_frames(temporary)
        info.check_reached(start + frames / fps, end)
    return frames


def write_video(
    path: Path,
    frames: Iterable[UInt8[np.ndarray, "H W 3"]],
    *,
    fps: float = 25.0,
    sound: Float32[np.ndarray, " N"] | None = None,
    rate: int = 16_000,
    crf: int = 18,
) -> None:
    """Encode RGB pictures, and mono sound if given, as H.264 and AAC that play while they load.

    Parameters
    ----------
    path : Path
        The video; the container follows its suffix.
    frames : iterable of UInt8[np.ndarray, "H W 3"]
        Of one size, even in both directions.
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
            *inputs, f"file:{temporary}", **h264(crf), **extra, movflags="+faststart"
        )
        with run_ffmpeg(output, path, feed=True) as process:
            process.write(first.tobytes())
            for picture in pictures:
                process.write(picture.tobytes())
