"""What the clips step leaves in a shard's folder: files of each clip, and the table clips.csv."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

from elp.datasets.clip import Clip
from elp.errors import DataError, MediaError
from elp.io.files import atomic
from elp.io.rows import read_rows, write_rows

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CutClip:
    """A row of the table of cut clips.

    Attributes
    ----------
    name : str
        Of the clip.
    status : str
        `excluded` clips have no files.
    reason : str
        Why it is excluded, and the remedy; of an `ok` clip: what was cut off, if it matters.
    frames : int
        Of both people; 0 if excluded.
    """

    name: str
    status: Literal["ok", "excluded"]
    reason: str
    frames: int


@dataclass(frozen=True)
class ClipFolder:
    """Clips of a shard.

    Attributes
    ----------
    included : tuple of str
        Names of the clips that have files, in the order of the clip sheet.
    excluded : dict
        Reason by name of those that have none.
    """

    included: tuple[str, ...]
    excluded: dict[str, str]


def read_clip_folder(folder: Path) -> ClipFolder:
    """Read the folder's clips.csv.

    Raises
    ------
    DataError
        If it is missing or lacks a column.
    """
    rows = [row for _, row in read_rows(folder / "clips.csv", ("clip", "status", "reason"))]
    return ClipFolder(
        tuple(row["clip"] for row in rows if row["status"] == "ok"),
        {row["clip"]: row["reason"] for row in rows if row["status"] != "ok"},
    )


def find_clip(folders: Iterable[Path], name: str) -> Path:
    """A clip's file among the shards.

    Raises
    ------
    DataError
        If none has it.
    """
    folders = list(folders)
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    shards = ", ".join(map(str, folders))
    raise DataError(f"{name} is in none of {shards}; delete results/clips and run again")


def cut_each(
    clips: Iterable[Clip], folder: Path, cut: Callable[[Clip, Path], CutClip], again: str
) -> list[CutClip]:
    """Cut clips one by one into a new folder; one that cannot be cut is excluded with its reason.

    Parameters
    ----------
    clips : iterable of Clip
        Of one shard.
    folder : Path
        Gets the clips' files, named `{clip}.…`, and the table clips.csv; complete or not at all.
    cut : callable
        Cuts one clip into a folder; a `MediaError` excludes it.
    again : str
        What to mend, and how to run again, for the warning that lists the excluded clips.

    Returns
    -------
    list of CutClip
        What became of them, in the order given.
    """
    clips = list(clips)
    done: list[CutClip] = []
    with atomic(folder) as temporary:
        temporary.mkdir()
        for number, clip in enumerate(clips, start=1):
            try:
                found = cut(clip, temporary)
            except MediaError as error:
                for part in ("speaker.mp4", "listener.mp4", "wav"):
                    (temporary / f"{clip.name}.{part}").unlink(missing_ok=True)
                found = CutClip(clip.name, "excluded", str(error), 0)
            state = f"{found.frames} frames {found.reason}"
            logger.info("%d of %d: %s: %s", number, len(clips), clip.name, state.strip())
            done.append(found)
        rows = map(astuple, done)
        write_rows(temporary / "clips.csv", ("clip", "status", "reason", "frames"), rows)
    if excluded := [clip.name for clip in done if clip.status == "excluded"]:
        # Files of one's own are no inputs that the workflow watches: they may be terabytes.
        logger.warning(
            "%d of %d clips are excluded, with the reasons above: %s; %s",
            len(excluded),
            len(done),
            ", ".join(excluded),
            again,
        )
    return done
