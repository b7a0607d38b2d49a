"""What a media file holds, read before it is decoded, so that a bad file gets a clear message."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from elp.errors import MediaError

SLACK = 0.5  # seconds by which a file may end before the time it announces
OPTIONS = {"protocol_whitelist": "file,pipe"}  # a playlist must not lead to the web


@dataclass(frozen=True)
class MediaInfo:
    """What a media file announces.

    Attributes
    ----------
    path : Path
        The file.
    duration : float
        Seconds from the file's zero to the end of its video; without video, of its sound.
    width, height : int
        Of the picture as shown, rotated, with square pixels; 0 without video.
    fps : float
        Average rate of the video; 0 without video.
    has_video, has_audio : bool
        A cover picture does not count as video.
    """

    path: Path
    duration: float
    width: int
    height: int
    fps: float
    has_video: bool
    has_audio: bool

    def require_video(self) -> "MediaInfo":
        """The info itself; an error if there is no video."""
        if not self.has_video:
            raise MediaError(f"{self.path} has no video track; give a file that has one")
        return self

    def require_sound(self) -> "MediaInfo":
        """The info itself; an error if there is no sound."""
        if not self.has_audio:
            raise MediaError(
                f"{self.path} has no sound track; add one, or name a sound file in the clip "
                "sheet's column `audio`"
            )
        return self

    def check_reached(self, reached: float, end: float | None) -> None:
        """Check that a file could be decoded up to its end.

        Raises
        ------
        MediaError
            If `reached` is more than `SLACK` seconds before the announced or requested end.
        """
        expected = self.duration if end is None else min(self.duration, end)
        if reached < expected - SLACK:
            raise MediaError(
                f"{self.path} announces {self.duration:.2f} s, but only {reached:.2f} s can be "
                "decoded: it is truncated or damaged; get it again"
            )
        if end is not None and reached < end - SLACK:
            raise MediaError(
                f"{self.path} ends at {reached:.2f} s, before the requested end {end:.2f} s; "
                "correct `end` in the clip sheet"
            )


def probe(path: Path) -> MediaInfo:
    """Read a file's duration and streams; the first picture is decoded for its rotation.

    Raises
    ------
    MediaError
        If the file is missing, empty, or not readable by ffmpeg.
    """
    if not path.is_file():
        raise MediaError(
            f"{path} does not exist; put the file there, or correct its name (for a data set, in "
            "the clip sheet)"
        )
    if path.stat().st_size == 0:
        raise MediaError(f"{path} is empty; get the file again")
    try:
        with av.open(f"file:{path}", options=OPTIONS) as container:
            return _probe(path, container)
    except (av.FFmpegError, StopIteration, UnicodeDecodeError) as error:
        raise MediaError(
            f"{path}: not a readable video or sound file, or truncated "
            f"({getattr(error, 'strerror', None) or 'it has no picture'}); get the file again, "
            "or convert it"
        ) from error


def count_frames(path: Path) -> int:
    """Count the pictures in a video's first track without decoding them."""
    with av.open(f"file:{path}", options=OPTIONS) as container:
        return sum(packet.size > 0 for packet in container.demux(container.streams.video[0]))


def _probe(path: Path, container: InputContainer) -> MediaInfo:
    videos = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    sounds = container.streams.audio
    width = height = 0
    if videos:
        width, height = _shown_size(container, videos[0])
    return MediaInfo(
        path=path,
        duration=_end(container, videos[0] if videos else sounds[0]) if videos or sounds else 0.0,
        width=width,
        height=height,
        fps=float(videos[0].average_rate or 0) if videos else 0.0,
        has_video=bool(videos),
        has_audio=bool(sounds),
    )


def _shown_size(container: InputContainer, video: VideoStream) -> tuple[int, int]:
    """Width and height of the upright picture with square pixels."""
    picture = next(container.decode(video))
    aspect = video.sample_aspect_ratio or Fraction(1)
    size = (round(picture.width * aspect), picture.height)
    return size[::-1] if picture.rotation % 180 else size


def _end(container: InputContainer, stream: av.stream.Stream) -> float:
    """Seconds from the container's zero to the stream's end."""
    zero = float((container.start_time or 0) / av.time_base)
    if stream.duration is not None and stream.time_base is not None:
        start = zero if stream.start_time is None else float(stream.start_time * stream.time_base)
        return start - zero + float(stream.duration * stream.time_base)
    if tag := stream.metadata.get("DURATION"):  # Matroska: hours:minutes:seconds from its zero
        hours, minutes, seconds = tag.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if container.duration is not None:
        return float(container.duration / av.time_base)
    # A recorded stream does not state its length, so all packets are read.
    times = [
        float((packet.pts + (packet.duration or 0)) * packet.time_base)
        for packet in container.demux(stream)
        if packet.pts is not None and packet.time_base is not None
    ]
    return max([zero, *times]) - zero
