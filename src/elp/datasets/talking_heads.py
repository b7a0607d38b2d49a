"""Talking heads: a folder of videos of single people, as TalkingHead-1KH is laid out.

Its cropped clips are `{train|val}/cropped_clips/{video}_{part}_S…_E…_L…_T…_R…_B….mp4`, named after
the YouTube video, its minute, and the frames and the box that were cut out.
"""

import re
from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import checked
from elp.errors import ClipSheetError

SUFFIXES = (".mp4", ".mkv", ".mov", ".webm", ".avi")
HELD_OUT = ("val", "test")  # folders whose clips are not trained on
_CROPPED = re.compile(r"(?P<video>.+?)(_\d{4})?(_[SELTRB]\d+){6}")
_OTHER = re.compile(r"[^A-Za-z0-9_.-]")


def list_talking_heads(root: Path, settings: DatasetSettings) -> list[Clip]:
    """A clip for each video below a folder.

    The person is the YouTube video, where the name has one, else the file. Videos below a folder
    `val` or `test` are of the split `test`.

    Raises
    ------
    ClipSheetError
        If there is no video in one of the data set's splits, two have one name, or a person is in
        two splits.
    """
    videos = sorted(path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not videos:
        raise ClipSheetError(
            f"{root} holds no videos ({', '.join(SUFFIXES)}); set `root` of the data set to the "
            "folder with the cropped clips"
        )
    return checked([_clip(path.relative_to(root)) for path in videos], settings, root)


def _clip(path: Path) -> Clip:
    """The clip of a video; what a name may not contain becomes `_`."""
    cropped = _CROPPED.fullmatch(path.stem)
    name = _OTHER.sub("_", path.stem).lstrip(".") or "_"
    return Clip(
        name=name,
        split="test" if any(part in HELD_OUT for part in path.parts[:-1]) else "train",
        speaker_video=path.as_posix(),
        speaker_id=cropped["video"] if cropped else name,
    )
