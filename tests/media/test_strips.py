"""Side-by-side videos."""

from pathlib import Path

import numpy as np
import pytest

from elp.media.probe import count_frames
from elp.media.strips import RATE, TITLE, StripColumn, titles, write_strip
from elp.media.video import read_frames


def plain(shade: int, frames: int) -> list[np.ndarray]:
    return [np.full((32, 32, 3), shade, np.uint8)] * frames


def test_columns_and_rows_are_in_order(tmp_path: Path) -> None:
    columns = [
        StripColumn("dark", [plain(40, 6), plain(80, 6)]),
        StripColumn("light", [plain(160, 5), plain(220, 9)]),
    ]
    path = tmp_path / "strip.mp4"
    write_strip(path, columns, np.zeros(RATE // 5, np.float32), 25.0)
    assert count_frames(path) == 5  # the shortest
    picture = next(read_frames(path)).astype(int)
    assert picture.shape == (TITLE + 64, 64, 3)
    for row, column, shade in ((0, 0, 40), (1, 0, 80), (0, 1, 160), (1, 1, 220)):
        top = TITLE + 32 * row
        part = picture[top + 8 : top + 24, 32 * column + 8 : 32 * column + 24]
        assert part.mean() == pytest.approx(shade, abs=6)


def test_title_stays_inside_its_column() -> None:
    picture = titles(["a name that is much longer than its column", "b"], 64)
    assert picture.shape == (TITLE, 128, 3)
    ink = (picture < 128).any(axis=(0, 2))
    assert ink[:64].any()
    assert ink[64:].any()
    assert not ink[62:66].any()
