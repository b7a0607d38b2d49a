"""Clips of TalkingHead-1KH: each tube is a clip of a raw video.

The release cuts the tubes out of pieces; here they are cut out of the raw video, which gives the
same pictures, encoded once.
"""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import av

from elp.config.data import DatasetSettings, Split
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import checked
from elp.datasets.tube_lists import Tube, read_ids, read_tubes
from elp.downloads.wanted import VideoRequest, of_youtube
from elp.errors import MediaError
from elp.media.probe import OPTIONS, SLACK, MediaInfo, probe
from elp.media.region import Region

logger = logging.getLogger(__name__)

MINUTE = 60.0  # seconds, duration of a piece


def wanted_videos(root: Path, settings: DatasetSettings) -> list[VideoRequest]:
    """List the raw videos of the release's parts, to be downloaded.

    Raises
    ------
    ClipSheetError
        If a list is missing or empty.
    """
    return [
        of_youtube(identifier, _raw(part, identifier))
        for part in settings.parts.values()
        for identifier in read_ids(root, part)
    ]


def list_tubes(root: Path, settings: DatasetSettings, failed: Mapping[str, str]) -> list[Clip]:
    """List a clip for each tube of a video that was downloaded.

    Parameters
    ----------
    root : Path
        Contains `data_list/{part}_video_tubes.txt` and `{part}/raw_videos/{id}.mp4`.
    settings : DatasetSettings
        The parts.
    failed : mapping
        Reason by video of those that could not be downloaded.

    Raises
    ------
    ClipSheetError
        If a list is missing, empty or faulty, or a split has no clip.
    """
    clips: list[Clip] = []
    for split, part in settings.parts.items():
        tubes = read_tubes(root, part)
        by_video: dict[str, list[Tube]] = {}
        for tube in tubes:
            by_video.setdefault(tube.video, []).append(tube)
        listed = [
            clip for video in by_video.values() for clip in _clips(video, root, part, split, failed)
        ]
        people = len({clip.speaker_id for clip in listed})
        logger.info(
            "%s: %d of %d tubes of %d of %d videos",
            *(part, len(listed), len(tubes), people, len(by_video)),
        )
        clips += listed
    return checked(clips, settings, root)


def piece_starts(path: Path) -> list[float]:
    """Starts of the release's pieces of a video, in seconds from its zero.

    Because the release does not re-encode, piece k starts with the first key frame after k minutes.

    Raises
    ------
    MediaError
        If the file is not a video.
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
        raise MediaError(f"{path}: not a readable video ({error}); get it again") from error
    return starts


def _clips(
    tubes: list[Tube], root: Path, part: str, split: Split, failed: Mapping[str, str]
) -> Iterator[Clip]:
    """Clips of the tubes that lie inside one video."""
    name = _raw(part, tubes[0].video)
    if name in failed:
        return
    try:
        info = probe(root / name).require_video()
        starts = piece_starts(root / name)
    except MediaError as error:
        logger.warning("%d tubes left out: %s", len(tubes), error)
        return
    for tube in tubes:
        if tube.piece >= len(starts):
            logger.warning("%s left out: %s has %d pieces", tube.clip, name, len(starts))
            continue
        start = starts[tube.piece] + tube.first / info.fps
        end = starts[tube.piece] + (tube.last + 1) / info.fps
        if end > info.duration + SLACK:
            logger.warning("%s left out: %s ends at %.2f s", tube.clip, name, info.duration)
            continue
        yield Clip(
            name=tube.clip,
            split=split,
            speaker_video=name,
            start=start,
            end=end,
            speaker_id=tube.video,
            speaker_box=_scaled(tube, info).cell,
        )


def _scaled(tube: Tube, info: MediaInfo) -> Region:
    """The box in pixels of the video."""
    across, down = info.width / tube.width, info.height / tube.height
    left, top, right, bottom = tube.box
    return Region(
        int(left * across),
        int(top * down),
        min(int(right * across), info.width),
        min(int(bottom * down), info.height),
    )


def _raw(part: str, video: str) -> str:
    return f"{part}/raw_videos/{video}.mp4"
