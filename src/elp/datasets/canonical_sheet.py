"""The canonical clip sheet, results/videos/{dataset}/clips.csv: one form for every layout."""

from collections.abc import Iterable
from pathlib import Path

from elp.datasets.clip import BOXES, COLUMNS, GIVEN, VIDEOS, Clip
from elp.io.rows import read_rows, write_rows


def read_canonical(path: Path) -> list[Clip]:
    """Read a sheet that `write_clip_sheet` wrote."""
    return [Clip.model_validate(without_empty(row)) for _, row in read_rows(path, ("clip",))]


def write_clip_sheet(path: Path, clips: Iterable[Clip]) -> None:
    """Write the canonical sheet without empty columns of videos, boxes and coefficients."""
    clips = list(clips)
    kinds = ((*GIVEN, "fps"), VIDEOS, BOXES)
    empty = {n for names in kinds for n in names if not any(getattr(clip, n) for clip in clips)}
    columns = [name for name in COLUMNS if name not in empty]
    rows = (clip.model_dump(by_alias=True) for clip in clips)
    write_rows(path, columns, ([row[name] for name in columns] for row in rows))


def without_empty(row: dict[str, str]) -> dict[str, str]:
    """The cells that are filled; an empty cell means the default."""
    return {name: cell for name, cell in row.items() if cell}
