"""Tracks of a shard whose coefficients were extracted elsewhere: in the form of our own tracker."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np

from elp.clips.folder import ClipFolder
from elp.coefficients import ROLES, Coefficients
from elp.datasets.clip import Clip
from elp.datasets.given_clips import read_given_clip
from elp.tracking.blinks import runs
from elp.tracking.coefficient_table import empty_columns, write_coefficients
from elp.tracking.quality_rows import QualityRow, excluded_rows, write_quality_rows

logger = logging.getLogger(__name__)


def import_shard(
    sheet: list[Clip], root: Path, clips: Path, fps: float, output: Path, table: Path
) -> None:
    """Write the coefficients of a shard's clips that have speech, and the table of all its clips.

    Parameters
    ----------
    sheet : list of Clip
        Of the whole data set.
    root : Path
        Folder that the clips' paths start from.
    clips : Path
        The shard's clip folder.
    fps : float
        Frames per second that all coefficients are brought to.
    output, table : Path
        As `track_shard` writes them, but nothing is known of eyes and residuals.
    """
    by_name = {clip.name: clip for clip in sheet}
    folder = ClipFolder(clips)
    # A shard without clips has the columns too; all clips of the data set have the same.
    columns = [empty_columns(*read_given_clip(sheet[0], root, fps).widths)]
    rows: list[QualityRow] = []
    for name in folder.included:
        given = read_given_clip(by_name[name], root, fps)
        people = by_name[name].people
        parts = (given.speaker, given.listener)
        for role, part, known in zip(ROLES, parts, given.blinks, strict=True):
            columns.append(_columns(name, role, part))
            row = QualityRow(name, role, people[role], "ok", "", frames=len(part))
            rows.append(_with_blinks(row, part, fps) if known else row)
        logger.info("%s: %s", name, f"{len(given.speaker)} frames {given.remark}".strip())
    for name, reason in folder.excluded.items():
        rows += excluded_rows(name, by_name[name].people, reason)
    joined = {name: np.concatenate([part[name] for part in columns]) for name in columns[0]}
    write_coefficients(output, joined, fps)
    write_quality_rows(table, sorted(rows, key=lambda row: (row.clip, row.role)))


def _columns(name: str, role: str, part: Coefficients) -> dict[str, np.ndarray]:
    frames = len(part)
    return {
        "clip": np.full(frames, name),
        "role": np.full(frames, role),
        "frame": np.arange(frames, dtype=np.int32),
        "status": np.full(frames, "given"),
        "expression": part.expression.astype(np.float32),
        "pose": part.pose.astype(np.float32),
        "blink": part.blink,
        "ear": np.full(frames, np.nan, np.float32),
        "residual": np.full(frames, np.nan, np.float32),
    }


def _with_blinks(row: QualityRow, part: Coefficients, fps: float) -> QualityRow:
    """The row of a participant of whom blinks are known."""
    blinks = len(runs(part.blink))
    return replace(row, blinks=blinks, blinks_per_minute=60 * fps * blinks / len(part))
