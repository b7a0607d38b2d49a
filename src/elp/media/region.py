"""The part of a picture in which a person is: a cell of a clip sheet."""

from pathlib import Path
from typing import NamedTuple

from elp.errors import MediaError

PATTERN = r"^(\d{1,5} \d{1,5} \d{1,5} \d{1,5})?$"


class Region(NamedTuple):
    """A rectangle in pixels of the upright picture; right and bottom are just outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def parse(cls, cell: str) -> "Region | None":
        """The region that a cell `left top right bottom` names; an empty cell names none."""
        return cls(*map(int, cell.split())) if cell else None

    @property
    def cell(self) -> str:
        """As a clip sheet has it."""
        return " ".join(map(str, self))

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.left >= self.right or self.top >= self.bottom

    @property
    def even(self) -> "Region":
        """From even pixels on, so that subsampled colours stay where they are."""
        return self._replace(left=2 * (self.left // 2), top=2 * (self.top // 2))

    def check_inside(self, path: Path, width: int, height: int) -> None:
        """Refuse a region that leaves the picture of a video.

        Raises
        ------
        MediaError
        """
        if self.right > width or self.bottom > height:
            raise MediaError(
                f"{path} has {width} x {height} pixels; the box {self.cell} leaves them: correct "
                "it in the clip sheet"
            )
