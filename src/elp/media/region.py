"""Parts of a picture: the region in which a person is (a cell of a clip sheet), and a square.

H and W are the height and width of a picture, S the side of a square.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8

from elp.errors import MediaError

PATTERN = r"^(\d{1,5} \d{1,5} \d{1,5} \d{1,5})?$"


@dataclass(frozen=True)
class Square:
    """A square part of a picture, in pixels; beyond the picture's border it is black."""

    left: int
    top: int
    side: int


class Region(NamedTuple):
    """A rectangle in pixels of the upright picture; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def parse(cls, cell: str) -> "Region | None":
        """The region of a cell `left top right bottom`; none if the cell is empty."""
        return cls(*map(int, cell.split())) if cell else None

    @property
    def cell(self) -> str:
        """The cell of a clip sheet."""
        return " ".join(map(str, self))

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top

    @property
    def empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.width <= 0 or self.height <= 0

    @property
    def even(self) -> "Region":
        """The region moved out to even left and top, so that subsampled colours stay in place."""
        return self._replace(left=2 * (self.left // 2), top=2 * (self.top // 2))

    def crop(self, picture: UInt8[np.ndarray, "H W 3"]) -> UInt8[np.ndarray, "h w 3"]:
        """The region's pixels."""
        return picture[self.top : self.bottom, self.left : self.right]

    def check_inside(self, path: Path, width: int, height: int) -> None:
        """Check that the region lies inside the picture of a video.

        Raises
        ------
        MediaError
            If it does not.
        """
        if self.right > width or self.bottom > height:
            raise MediaError(
                f"{path} has {width} x {height} pixels, and the box {self.cell} extends beyond "
                "them; correct it in the clip sheet"
            )


def cut_out(picture: UInt8[np.ndarray, "H W 3"], square: Square) -> UInt8[np.ndarray, "S S 3"]:
    """The square part of a picture; beyond the picture's border its edge pixels are repeated."""
    height, width = picture.shape[:2]
    bottom, right = square.top + square.side, square.left + square.side
    room = max(0, -square.left, -square.top, bottom - height, right - width)
    padded = np.pad(picture, ((room, room), (room, room), (0, 0)), mode="edge")
    top, left = square.top + room, square.left + room
    return padded[top : top + square.side, left : left + square.side]
