"""Training frames of the renderer: pictures of talking heads with their meshes, compressed.

Letters: N frames, S pixels a side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import Int, UInt8

from elp.errors import DataError
from elp.io.columns import read_parquet, to_array, write_parquet

QUALITY = 95
COLUMNS = ("track", "picture", "mesh")


@dataclass(frozen=True)
class RendererFrames:
    """Compressed pictures, track by track in order of time.

    Attributes
    ----------
    track : array, shape (N,)
        Clip and role.
    picture, mesh : array, shape (N,)
        JPEG files as bytes.
    """

    track: np.ndarray
    picture: np.ndarray
    mesh: np.ndarray

    def __len__(self) -> int:
        """N."""
        return len(self.track)

    def tracks(self) -> list[Int[np.ndarray, "n"]]:
        """Rows of each track with at least two frames."""
        _, first, counts = np.unique(self.track, return_index=True, return_counts=True)
        spans = zip(first, counts, strict=True)
        return [np.arange(start, start + count) for start, count in spans if count > 1]

    def decode(self, rows: Int[np.ndarray, "n"], *, mesh: bool) -> UInt8[np.ndarray, "n S S 3"]:
        """RGB pictures of these rows."""
        stored = self.mesh if mesh else self.picture
        return np.stack([_decompress(stored[row]) for row in rows])


def write_frames(path: Path, frames: RendererFrames) -> None:
    """Write to a Parquet file."""
    write_parquet(path, {name: getattr(frames, name) for name in COLUMNS})


def read_frames_of(paths: Sequence[Path]) -> RendererFrames:
    """All frames of files written by `write_frames`, compressed in memory.

    Raises
    ------
    DataError
        If a file is not a file of frames, or no track has two frames.
    """
    parts: dict[str, list[np.ndarray]] = {name: [] for name in COLUMNS}
    for number, path in enumerate(paths):
        table = read_parquet(path, list(COLUMNS))
        for name in COLUMNS:
            values = to_array(table, name)
            if name == "track":  # of different files: different tracks
                values = np.array([f"{number}:{value}" for value in values], dtype=object)
            parts[name].append(values)
    frames = RendererFrames(**{name: np.concatenate(values) for name, values in parts.items()})
    if not frames.tracks():
        raise DataError(
            f"{', '.join(map(str, paths))}: no clip has two frames; lower `renderer.every`, or "
            "give the renderer more training clips"
        )
    return frames


def compress(picture: UInt8[np.ndarray, "S S 3"]) -> bytes:
    """The picture as a JPEG file."""
    encoded, stored = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    assert encoded
    return bytes(stored)


def _decompress(stored: bytes) -> UInt8[np.ndarray, "S S 3"]:
    picture = cv2.imdecode(np.frombuffer(stored, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
