"""Import of coefficients that were extracted elsewhere, in the form of our own tracker."""

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
    """Write coefficients of a shard's clips that have speech, and quality rows of all its clips.

    Parameters
    ----------
    sheet : list of Clip
        Clip sheet of the whole data set.
    root : Path
        Folder that the clips' paths are relative to.
    clips : Path
        The shard's clip folder.
    fps : float
        Frames per second to which all coefficients are resampled.
    output, table : Path
        As `track_shard` writes them, without eye-aspect ratios and residuals.
    """
    by_name = {clip.name: clip for clip in sheet}
    folder = ClipFolder(clips)
    # A shard without clips needs the columns too; their widths are equal in the whole data set.
    columns = [empty_columns(*read_given_clip(sheet[0], root, fps).widths)]
    rows: list[QualityRow] = []
    for name in folder.included:
        given = read_given_clip(by_name[name], root, fps)
        people = by_name[name].people
        participants = (given.speaker, given.listener)
        for role, coefficients, known in zip(ROLES, participants, given.blinks, strict=True):
            columns.append(_columns(name, role, coefficients))
            row = QualityRow(name, role, people[role], "ok", "", frames=len(coefficients))
            rows.append(_with_blinks(row, coefficients, fps) if known else row)
        logger.info("%s: %s", name, f"{len(given.speaker)} frames {given.remark}".strip())
    for name, reason in folder.excluded.items():
        rows += excluded_rows(name, by_name[name].people, reason)
    joined = {name: np.concatenate([table[name] for table in columns]) for name in columns[0]}
    write_coefficients(output, joined, fps)
    write_quality_rows(table, sorted(rows, key=lambda row: (row.clip, row.role)))


def _columns(name: str, role: str, coefficients: Coefficients) -> dict[str, np.ndarray]:
    frames = len(coefficients)
    return {
        "clip": np.full(frames, name),
        "role": np.full(frames, role),
        "frame": np.arange(frames, dtype=np.int32),
        "status": np.full(frames, "given"),
        "expression": coefficients.expression.astype(np.float32),
        "pose": coefficients.pose.astype(np.float32),
        "blink": coefficients.blink,
        "ear": np.full(frames, np.nan, np.float32),
        "residual": np.full(frames, np.nan, np.float32),
    }


def _with_blinks(row: QualityRow, coefficients: Coefficients, fps: float) -> QualityRow:
    """The row of a participant whose blinks are known."""
    blinks = len(runs(coefficients.blink))
    return replace(row, blinks=blinks, blinks_per_minute=60 * fps * blinks / len(coefficients))
