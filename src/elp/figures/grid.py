"""Grids of pictures: a row per listener, a column per time, blinks marked.

Letters: S pixels a side of a picture, W and H of the whole grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw

from elp.io.files import atomic
from elp.media.lettering import font

LABEL, HEAD, GAP = 150, 44, 4  # pixels: left of the rows, above each section, between pictures
ARROW = 9
INK, RED, PAPER = (30, 30, 30), (214, 39, 40), (255, 255, 255)


@dataclass(frozen=True)
class GridRow:
    """One person at the section's times: the pictures, and which of them show a blink."""

    title: str
    pictures: Sequence[UInt8[np.ndarray, "S S 3"]]
    blinks: Sequence[bool]


@dataclass(frozen=True)
class GridSection:
    """The rows of one clip."""

    title: str
    seconds: Sequence[float]
    rows: Sequence[GridRow]


def draw_grid(sections: Sequence[GridSection]) -> UInt8[np.ndarray, "H W 3"]:
    """Draw all sections below each other, on white.

    Raises
    ------
    ValueError
        If a row does not have one picture for each time.
    """
    side = len(sections[0].rows[0].pictures[0])
    columns = max(len(section.seconds) for section in sections)
    rows = sum(len(section.rows) for section in sections)
    width = LABEL + columns * (side + GAP)
    height = len(sections) * HEAD + rows * (side + GAP)
    grid = Image.new("RGB", (width, height), PAPER)
    pen, top = ImageDraw.Draw(grid), 0
    for section in sections:
        _head(pen, section, top, side)
        top += HEAD
        for row in section.rows:
            _row(grid, pen, section, row, top, side)
            top += side + GAP
    return np.asarray(grid)


def write_grid(path: Path, sections: Sequence[GridSection]) -> None:
    """Draw the sections and write the picture."""
    with atomic(path) as temporary:
        Image.fromarray(draw_grid(sections)).save(temporary)


def spread(frames: int, number: int) -> list[int]:
    """Indices of `number` frames at equal distances, without the first and the last."""
    times = np.linspace(0, frames - 1, number + 2)[1:-1]
    return [round(time) for time in times]


def _head(pen: ImageDraw.ImageDraw, section: GridSection, top: int, side: int) -> None:
    pen.text((4, top + HEAD / 4), section.title, INK, font(14), anchor="lm")
    for number, seconds in enumerate(section.seconds):
        middle = LABEL + number * (side + GAP) + side / 2
        pen.text((middle, top + 3 * HEAD / 4), f"{seconds:.1f} s", INK, font(11), anchor="mm")


def _row(
    grid: Image.Image,
    pen: ImageDraw.ImageDraw,
    section: GridSection,
    row: GridRow,
    top: int,
    side: int,
) -> None:
    if not len(row.pictures) == len(row.blinks) == len(section.seconds):
        raise ValueError(
            f"{row.title}: {len(row.pictures)} pictures; give one for each of the "
            f"{len(section.seconds)} times"
        )
    lines = row.title.split("\n")
    for number, line in enumerate(lines):
        height = top + side / 2 + 16 * (number - (len(lines) - 1) / 2)
        pen.text((4, height), line, INK, font(13), anchor="lm")
    for number, (picture, blink) in enumerate(zip(row.pictures, row.blinks, strict=True)):
        left = LABEL + number * (side + GAP)
        grid.paste(Image.fromarray(np.ascontiguousarray(picture)), (left, top))
        if blink:
            tip = (left + side / 2, top + 2 * ARROW)
            base = [(tip[0] - ARROW, top + 2), (tip[0] + ARROW, top + 2)]
            pen.polygon([tip, *base], fill=RED)
