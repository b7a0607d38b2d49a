"""The plan of a grid of pictures: which listeners it shows."""

from pathlib import Path
from typing import Literal

from elp.config.base import Settings

Picture = Literal["photo", "mesh"]


class GridRowPlan(Settings):
    """A run's listeners in a grid."""

    title: str
    samples: Path
    picture: Picture = "photo"


class GridSectionPlan(Settings):
    """Rows of the first clip with an emotion, or of the first clip if no emotion is given."""

    title: str
    emotion: str | None = None
    rows: tuple[GridRowPlan, ...]


class GridPlan(Settings):
    """The sections of a grid, and the number of frames shown of each clip."""

    sections: tuple[GridSectionPlan, ...]
    frames: int = 8
