"""The folder of cut clips that a shard's job leaves: files named `{clip}.…`, and clips.csv."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from elp.datasets.clip import Clip
from elp.errors import DataError, MediaError
from elp.io.files import atomic
from elp.io.rows import read_rows, write_rows

logger = logging.getLogger(__name__)

TABLE, COLUMNS = "clips.csv", ("clip", "status", "reason", "frames")


@dataclass(frozen=True)
class CutClip:
    """A row of clips.csv.

    Attributes
    ----------
    name : str
        Name of the clip.
    status : str
        `excluded` clips have no files.
    reason : str
        Why it is excluded, and the remedy; for an `ok` clip, what was cut off, if it matters.
    frames : int
        Number of frames of both people; 0 if excluded.
    """

    name: str
    status: Literal["ok", "excluded"]
    reason: str
    frames: int


class ClipFolder:
    """The clips of one shard, or of all shards of a data set.

    Parameters
    ----------
    *folders : Path
        Folders of the shards.
    """

    def __init__(self, *folders: Path) -> None:
        self.folders = folders

    @cached_property
    def included(self) -> tuple[str, ...]:
        """Names of the clips that have files, in the order of the clip sheet.

        Raises
        ------
        DataError
            If a clips.csv is missing or lacks a column.
        """
        return tuple(row["clip"] for row in self._rows if row["status"] == "ok")

    @cached_property
    def excluded(self) -> dict[str, str]:
        """Reason by name of the clips that have no files; errors as `included`."""
        return {row["clip"]: row["reason"] for row in self._rows if row["status"] != "ok"}

    def video(self, clip: str, role: str) -> Path:
        """The video of a person in a clip; errors as `file`."""
        return self.file(f"{clip}.{role}.mp4")

    def sound(self, clip: str) -> Path:
        """The speech of a clip; errors as `file`."""
        return self.file(f"{clip}.wav")

    def file(self, name: str) -> Path:
        """The file of this name.

        Raises
        ------
        DataError
            If no shard has it.
        """
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        shards = ", ".join(map(str, self.folders))
        raise DataError(f"{name} is in none of {shards}; delete results/clips and run again")

    @cached_property
    def _rows(self) -> list[dict[str, str]]:
        return [row for folder in self.folders for _, row in read_rows(folder / TABLE, COLUMNS[:3])]


def cut_each(
    clips: Iterable[Clip], folder: Path, cut: Callable[[Clip, Path], CutClip], again: str
) -> list[CutClip]:
    """Cut clips one by one into a new folder; a clip that cannot be cut is excluded with a reason.

    Parameters
    ----------
    clips : iterable of Clip
        The clips of one shard.
    folder : Path
        Where the clips' files and clips.csv are written, all or none.
    cut : callable
        Cuts one clip into a folder; a `MediaError` excludes the clip.
    again : str
        What to correct and how to run again, for the warning that lists the excluded clips.

    Returns
    -------
    list of CutClip
        The rows of clips.csv, in the order of the clips.
    """
    clips = list(clips)
    rows: list[CutClip] = []
    with atomic(folder) as temporary:
        temporary.mkdir()
        for number, clip in enumerate(clips, start=1):
            try:
                row = cut(clip, temporary)
            except MediaError as error:
                for suffix in ("speaker.mp4", "listener.mp4", "wav"):
                    (temporary / f"{clip.name}.{suffix}").unlink(missing_ok=True)
                row = CutClip(clip.name, "excluded", str(error), 0)
            state = f"{row.frames} frames {row.reason}"
            logger.info("%d of %d: %s: %s", number, len(clips), clip.name, state.strip())
            rows.append(row)
        write_rows(temporary / TABLE, COLUMNS, map(astuple, rows))
    if excluded := [row.name for row in rows if row.status == "excluded"]:
        # The workflow does not watch the user's files, which may be terabytes: hence `again`.
        logger.warning(
            "%d of %d clips are excluded, with the reasons above: %s; %s",
            *(len(excluded), len(rows), ", ".join(excluded), again),
        )
    return rows
