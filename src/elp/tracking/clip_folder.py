"""What the clips step left in a shard's folder, without the heavy imports of that step."""

import csv
from dataclasses import dataclass
from pathlib import Path

from elp.errors import DataError


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
    path = folder / "clips.csv"
    try:
        with path.open(newline="") as table:
            rows = list(csv.DictReader(table))
        return ClipFolder(
            tuple(row["clip"] for row in rows if row["status"] == "ok"),
            {row["clip"]: row["reason"] for row in rows if row["status"] != "ok"},
        )
    except (OSError, KeyError) as error:
        raise DataError(
            f"{path}: {error}; delete {folder} and run the workflow again (rule 'clips')"
        ) from error
