"""Side-by-side videos: the speaker, the real listener and generated ones, as photo and as mesh.

S is the side of a picture; W and H are the width and height of the whole strip.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image, ImageDraw

from elp.media.lettering import font
from elp.media.video import write_video

RATE = 16_000
TITLE = 28  # pixels above the pictures
LARGEST, SMALLEST = 16, 10  # pixels, sizes of the font
MARGIN = 6  # pixels between titles
INK, PAPER = (30, 30, 30), (255, 255, 255)


@dataclass(frozen=True)
class StripColumn:
    """A person: a title, and videos shown below each other."""

    title: str
    rows: Sequence[Iterable[UInt8[np.ndarray, "S S 3"]]]


def write_strip(
    path: Path, columns: Sequence[StripColumn], sound: Float32[np.ndarray, " N"], fps: float
) -> None:
    """Write the columns side by side, as long as the shortest, with the speaker's sound.

    Parameters
    ----------
    path : Path
        The video.
    columns : sequence of StripColumn
        All with the same number of rows, of pictures of one size.
    sound : array, shape (N,)
        `RATE` samples per second in [-1, 1].
    fps : float
        Frames per second.
    """
    write_video(path, _pictures(columns), fps=fps, sound=sound, rate=RATE)


def _pictures(columns: Sequence[StripColumn]) -> Iterator[UInt8[np.ndarray, "H W 3"]]:
    head: np.ndarray | None = None
    for frame in zip(*(zip(*c.rows, strict=False) for c in columns), strict=False):
        stacked = np.concatenate([np.concatenate(rows, axis=0) for rows in frame], axis=1)
        if head is None:
            head = titles([column.title for column in columns], stacked.shape[1] // len(columns))
        yield np.concatenate([head, stacked], axis=0)


def titles(names: Sequence[str], width: int) -> UInt8[np.ndarray, "H W 3"]:
    """Names centred over columns; a long name is set smaller, then truncated."""
    picture = Image.new("RGB", (width * len(names), TITLE), PAPER)
    pen = ImageDraw.Draw(picture)
    for number, name in enumerate(names):
        size, text = LARGEST, name
        while pen.textlength(text, font(size)) > width - MARGIN and len(text) > 1:
            if size > SMALLEST:
                size -= 1
            else:
                text = f"{text[:-2]}…"
        pen.text((width * (number + 0.5), TITLE / 2), text, INK, font(size), anchor="mm")
    return np.asarray(picture)
