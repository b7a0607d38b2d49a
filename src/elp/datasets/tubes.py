"""TalkingHead-1KH as it is published: lists of videos, and of tubes of frames and pixels in them.

The release cuts its raw videos, without encoding them again, into pieces of about a minute, and the
tubes out of these. Here a tube is a clip of the raw video: the same pictures, encoded once.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import av

from elp.config.data import DatasetSettings, Split
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import checked
from elp.downloads.wanted import Wanted, of_youtube
from elp.errors import ClipSheetError, MediaError
from elp.media.probe import OPTIONS, MediaInfo, probe
from elp.media.region import Region

logger = logging.getLogger(__name__)

MINUTE = 60.0  # seconds, of a piece
_NAME = re.compile(r"(?P<video>.+)_(?P<piece>\d{4})")


@dataclass(frozen=True)
class Tube:
    """A line of a list of tubes: frames `first` to `last` of a piece, and a box in them.

    Attributes
    ----------
    name : str
        `{video}_{piece}`.
    height, width : int
        Of the picture that the box is given in, in pixels.
    first, last : int
        Numbers of frames of the piece, both within.
    box : Region
    """

    name: str
    height: int
    width: int
    first: int
    last: int
    box: Region

    @property
    def video(self) -> str:
        """YouTube's id."""
        return _NAME.sub(r"\g<video>", self.name)

    @property
    def piece(self) -> int:
        """Number of the piece, from 0."""
        return int(self.name[-4:])

    @property
    def clip(self) -> str:
        """The release's name of the cropped clip."""
        left, top, right, bottom = self.box
        return f"{self.name}_S{self.first}_E{self.last}_L{left}_T{top}_R{right}_B{bottom}"


def wanted_videos(root: Path, settings: DatasetSettings) -> list[Wanted]:
    """The raw videos of the release's parts, for the downloads.

    Raises
    ------
    ClipSheetError
        If a list is missing or empty.
    """
    return [
        of_youtube(identifier, _raw(part, identifier))
        for part in settings.parts.values()
        for identifier in dict.fromkeys(_lines(root, part, "ids"))
    ]


def list_tubes(root: Path, settings: DatasetSettings, failed: Mapping[str, str]) -> list[Clip]:
    """A clip for each tube of a video that is there.

    Parameters
    ----------
    root : Path
        Has `data_list/{part}_video_tubes.txt` and `{part}/raw_videos/{id}.mp4`.
    settings : DatasetSettings
        Which parts.
    failed : mapping
        Videos that could not be had, with the reason.

    Raises
    ------
    ClipSheetError
        If a list is missing or has faults, which are all named; or a split has no clip.
    """
    clips: list[Clip] = []
    for split, part in settings.parts.items():
        tubes = read_tubes(root, part)
        found = [
            clip for video in _by_video(tubes) for clip in _clips(video, root, part, split, failed)
        ]
        videos = len({tube.video for tube in tubes})
        logger.info(
            "%s: %d of %d tubes of %d of %d videos",
            *(part, len(found), len(tubes), len({clip.speaker_id for clip in found}), videos),
        )
        clips += found
    return checked(clips, settings, root)


def read_tubes(root: Path, part: str) -> list[Tube]:
    """All tubes of a part.

    Raises
    ------
    ClipSheetError
        If the list is missing or has faults, which are all named.
    """
    tubes, faults = [], []
    for number, line in enumerate(_lines(root, part, "tubes"), start=1):
        name, *numbers = line.split(",")
        if not _NAME.fullmatch(name) or len(numbers) != 8 or not all(map(str.isdigit, numbers)):
            faults.append(f"line {number}: `{line[:80]}` is not video_name,H,W,S,E,L,T,R,B")
            continue
        height, width, first, last, *box = map(int, numbers)
        tube = Tube(name, height, width, first, last, Region(*box))
        if last < first or tube.box.empty or not height or not width:
            faults.append(f"line {number}: the frames or the box of `{line[:80]}` are empty")
        tubes.append(tube)
    if faults:
        listing = "\n  ".join(faults)
        raise ClipSheetError(f"{_list(root, part, 'tubes')} has faults:\n  {listing}")
    return tubes


def piece_starts(path: Path) -> list[float]:
    """Where the release's pieces of a video begin, in seconds from its zero.

    Cut without encoding, piece k begins with the first key frame from k minutes on.

    Raises
    ------
    MediaError
        If the file is no video.
    """
    starts = [0.0]
    try:
        with av.open(f"file:{path}", options=OPTIONS) as container:
            stream = container.streams.video[0]
            zero = float((container.start_time or 0) / av.time_base)
            for packet in container.demux(stream):
                if not packet.is_keyframe or packet.pts is None or stream.time_base is None:
                    continue
                time = float(packet.pts * stream.time_base) - zero
                if time >= MINUTE * len(starts):
                    starts.append(time)
    except (av.FFmpegError, IndexError) as error:
        raise MediaError(f"{path} is no video that can be read ({error}); get it again") from error
    return starts


def _clips(
    tubes: list[Tube], root: Path, part: str, split: Split, failed: Mapping[str, str]
) -> Iterator[Clip]:
    """Clips of one video's tubes, as far as it goes."""
    name = _raw(part, tubes[0].video)
    if name in failed:
        return
    try:
        about = probe(root / name).require_video()
        starts = piece_starts(root / name)
    except MediaError as error:
        logger.warning("%d tubes left out: %s", len(tubes), error)
        return
    for tube in tubes:
        if tube.piece >= len(starts):
            logger.warning("%s left out: %s has %d pieces", tube.clip, name, len(starts))
            continue
        start = starts[tube.piece] + tube.first / about.fps
        end = starts[tube.piece] + (tube.last + 1) / about.fps
        if end > about.duration + 0.5:
            logger.warning("%s left out: %s ends at %.2f s", tube.clip, name, about.duration)
            continue
        yield Clip(
            name=tube.clip,
            split=split,
            speaker_video=name,
            start=start,
            end=end,
            speaker_id=tube.video,
            speaker_box=_scaled(tube, about).cell,
        )


def _scaled(tube: Tube, about: MediaInfo) -> Region:
    """The box in the video's own pixels."""
    across, down = about.width / tube.width, about.height / tube.height
    left, top, right, bottom = tube.box
    return Region(
        int(left * across),
        int(top * down),
        min(int(right * across), about.width),
        min(int(bottom * down), about.height),
    )


def _by_video(tubes: list[Tube]) -> list[list[Tube]]:
    groups: dict[str, list[Tube]] = {}
    for tube in tubes:
        groups.setdefault(tube.video, []).append(tube)
    return list(groups.values())


def _raw(part: str, video: str) -> str:
    return f"{part}/raw_videos/{video}.mp4"


def _list(root: Path, part: str, what: str) -> Path:
    return root / f"data_list/{part}_video_{what}.txt"


def _lines(root: Path, part: str, what: str) -> list[str]:
    path = _list(root, part, what)
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        raise ClipSheetError(
            f"{path} does not exist; unzip TalkingHead-1KH's data_list.zip in {root}"
        ) from None
    except UnicodeDecodeError as error:
        raise ClipSheetError(f"{path} is no text file: {error}") from error
    if not any(lines):
        raise ClipSheetError(f"{path} is empty; unzip data_list.zip again")
    return [line for line in lines if line]
