"""Talking heads: a folder of videos of one person each, in the layout of TalkingHead-1KH.

Its cropped clips are `{train|val}/cropped_clips/{video}_{part}_S…_E…_L…_T…_R…_B….mp4`, named after
the YouTube video, its minute, and the frames and the box of the crop.
"""

import re
from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import checked
from elp.errors import ClipSheetError

SUFFIXES = (".mp4", ".mkv", ".mov", ".webm", ".avi")
HELD_OUT = ("val", "test")  # folders of test clips
_CROPPED = re.compile(r"(?P<video>.+?)(_\d{4})?(_[SELTRB]\d+){6}")
_OTHER = re.compile(r"[^A-Za-z0-9_.-]")


def list_talking_heads(root: Path, settings: DatasetSettings) -> list[Clip]:
    """List a clip for each video below a folder.

    The person is the YouTube video if the name contains one, else the file. Videos below a folder
    `val` or `test` belong to the split `test`.

    Raises
    ------
    ClipSheetError
        If a split of the data set has no video, two videos have the same name, or a person is in
        two splits.
    """
    videos = sorted(path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not videos:
        raise ClipSheetError(
            f"{root} contains no videos ({', '.join(SUFFIXES)}); set `root` of the data set to the "
            "folder with the cropped clips"
        )
    return checked([_clip(path.relative_to(root)) for path in videos], settings, root)


def _clip(path: Path) -> Clip:
    """The clip of a video; characters not allowed in names become `_`."""
    cropped = _CROPPED.fullmatch(path.stem)
    name = _OTHER.sub("_", path.stem).lstrip(".") or "_"
    return Clip(
        name=name,
        split="test" if any(part in HELD_OUT for part in path.parts[:-1]) else "train",
        speaker_video=path.as_posix(),
        speaker_id=cropped["video"] if cropped else name,
    )
