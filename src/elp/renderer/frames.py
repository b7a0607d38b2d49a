"""Frames of talking heads with their meshes, as the renderer is trained on them.

Letters: N frames, S pixels a side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import Int, UInt8

from elp.clips.folder import ClipFolder
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients
from elp.datasets.clip import Clip
from elp.errors import DataError
from elp.io.columns import read_parquet, to_array, write_parquet
from elp.mesh.scene import MeshScene

QUALITY = 95
COLUMNS = ("track", "picture", "mesh")


@dataclass(frozen=True)
class RendererFrames:
    """Compressed pictures in order of time, track by track.

    Attributes
    ----------
    track : array, shape (N,)
        Name of the clip and role.
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
        """Rows of each track that has two frames or more."""
        _, first, counts = np.unique(self.track, return_index=True, return_counts=True)
        found = zip(first, counts, strict=True)
        return [np.arange(start, start + count) for start, count in found if count > 1]

    def decode(self, rows: Int[np.ndarray, "n"], *, mesh: bool) -> UInt8[np.ndarray, "n S S 3"]:
        """RGB pictures of these rows."""
        stored = self.mesh if mesh else self.picture
        return np.stack([_decompress(stored[row]) for row in rows])


def collect_frames(
    clips: Sequence[Clip],
    tracks: dict[str, dict[str, Coefficients]],
    folders: Sequence[Path],
    scene: MeshScene,
    every: int,
) -> RendererFrames:
    """Every so many frames of everybody in the clips that were tracked, and all of their blinks.

    Eyes are closed in one frame of twenty: taken as they come, a renderer sees too few of them.

    Parameters
    ----------
    clips : sequence of Clip
        Of one split.
    tracks : dict
        Of a shard, by clip and role.
    folders : sequence of Path
        Where the shard's cut clips lie.
    scene : MeshScene
        Draws the meshes, in the pictures' size.
    every : int
        One frame of so many is taken of what is no blink.
    """
    rows: dict[str, list[object]] = {name: [] for name in COLUMNS}
    for clip in clips:
        for role, motion in tracks.get(clip.name, {}).items():
            # The lids as they were tracked: no blink is put in.
            vertices = scene.surface(clip.people[role]).vertices(motion.expression, motion.pose)
            video = ClipFolder(*folders).video(clip.name, role)
            seen = pictures(video, scene.painter.settings.size)
            for number, (picture, points) in enumerate(zip(seen, vertices, strict=False)):
                if number % every == 0 or motion.blink[number]:
                    rows["track"].append(f"{clip.name}.{role}")
                    rows["picture"].append(compress(picture))
                    rows["mesh"].append(compress(scene.painter.paint(points)))
    return RendererFrames(**{name: np.array(values, dtype=object) for name, values in rows.items()})


def write_frames(path: Path, frames: RendererFrames) -> None:
    """Write to a Parquet file."""
    write_parquet(path, {name: getattr(frames, name) for name in COLUMNS})


def read_frames_of(paths: Sequence[Path]) -> RendererFrames:
    """All frames of files written by `write_frames`, compressed in memory.

    Raises
    ------
    DataError
        If a file is not one of ours, or no track has two frames.
    """
    parts: dict[str, list[np.ndarray]] = {name: [] for name in COLUMNS}
    for number, path in enumerate(paths):
        table = read_parquet(path, list(COLUMNS))
        for name in COLUMNS:
            values = to_array(table, name)
            if name == "track":  # those of different files are different ones
                values = np.array([f"{number}:{value}" for value in values], dtype=object)
            parts[name].append(values)
    frames = RendererFrames(**{name: np.concatenate(values) for name, values in parts.items()})
    if not frames.tracks():
        raise DataError(
            f"no clip of {', '.join(map(str, paths))} has two frames; lower `renderer.every`, or "
            "give the renderer more training clips"
        )
    return frames


def compress(picture: UInt8[np.ndarray, "S S 3"]) -> bytes:
    """A JPEG file."""
    done, stored = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    assert done
    return bytes(stored)


def _decompress(stored: bytes) -> UInt8[np.ndarray, "S S 3"]:
    picture = cv2.imdecode(np.frombuffer(stored, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
