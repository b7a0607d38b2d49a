"""The file of a shard's landmarks: one row per clip, role and frame.

Letters: N rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float32, Int, Int32

from elp.io.columns import metadata_of, read_parquet, to_array, write_parquet

COLUMNS = (
    "clip",  # name
    "role",  # speaker | listener
    "frame",  # int32, from 0
    "status",  # found | missing
    "landmarks",  # float32[1434], 478 × (x, y, z) from the landmarker; missing: NaN
    "blendshapes",  # float32[52]; missing: NaN
    "ear",  # float32, eye-aspect ratio in pixels, mean of both eyes; missing: NaN
    "confidence",  # float32, of the face detector; missing, or not measured: NaN
)
_LANDMARKS, _MESH = 478, 468


@dataclass(frozen=True)
class Observations:
    """Landmarks and blendshapes in the frames of a shard.

    Attributes
    ----------
    clip, role : array, shape (N,)
    frame : array, shape (N,)
    found : array, shape (N,)
        Whether the landmarker found a face.
    landmarks : array, shape (N, 478, 3)
        See `elp.faces.landmarker.Face`.
    blendshapes : array, shape (N, 52)
    ratio : array, shape (N,)
        Eye-aspect ratio.
    confidence : array, shape (N,)
        Of the face detector (`elp.tracking.occlusion`).
    names : tuple of str
        Names of the blendshapes.
    """

    clip: np.ndarray
    role: np.ndarray
    frame: Int32[np.ndarray, "N"]
    found: Bool[np.ndarray, "N"]
    landmarks: Float32[np.ndarray, "N 478 3"]
    blendshapes: Float32[np.ndarray, "N 52"]
    ratio: Float32[np.ndarray, "N"]
    confidence: Float32[np.ndarray, "N"]
    names: tuple[str, ...]

    @property
    def mesh(self) -> Float32[np.ndarray, "N 468 3"]:
        """The landmarks without the irises, which the canonical mesh lacks."""
        return self.landmarks[:, :_MESH]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.frame)

    def __getitem__(self, rows: slice | Int[np.ndarray, "n"]) -> "Observations":
        return Observations(**{n: v if n == "names" else v[rows] for n, v in vars(self).items()})

    def participants(self) -> Iterator[tuple[str, str, "Observations"]]:
        """Clip, role and rows of each participant, in the order of the file."""
        key = np.char.add(np.char.add(self.clip, "\0"), self.role)
        changes = np.flatnonzero(key[1:] != key[:-1]) + 1
        for start, end in pairwise([0, *changes, len(key)] if len(key) else []):
            yield str(self.clip[start]), str(self.role[start]), self[start:end]


def concatenate(parts: Iterable[Observations], names: tuple[str, ...]) -> Observations:
    """Join the rows of all parts."""
    columns = [vars(part) for part in parts] or [vars(_no_observations(names))]
    joined = {
        name: np.concatenate([table[name] for table in columns])
        for name in columns[0]
        if name != "names"
    }
    return Observations(**joined, names=names)


def write_observations(path: Path, observations: Observations) -> None:
    """Write the file of a shard."""
    columns = {
        "clip": observations.clip,
        "role": observations.role,
        "frame": observations.frame,
        "status": np.where(observations.found, "found", "missing"),
        "landmarks": observations.landmarks.reshape(len(observations), 3 * _LANDMARKS),
        "blendshapes": observations.blendshapes,
        "ear": observations.ratio,
        "confidence": observations.confidence,
    }
    write_parquet(path, columns, {"blendshapes": list(observations.names)})


def read_observations(path: Path) -> Observations:
    """Read a file written by `write_observations`.

    Raises
    ------
    DataError
        If it is another file.
    """
    table = read_parquet(path, list(COLUMNS))
    return Observations(
        clip=to_array(table, "clip").astype(str),
        role=to_array(table, "role").astype(str),
        frame=to_array(table, "frame"),
        found=to_array(table, "status").astype(str) == "found",
        landmarks=to_array(table, "landmarks").reshape(-1, _LANDMARKS, 3),
        blendshapes=to_array(table, "blendshapes"),
        ratio=to_array(table, "ear"),
        confidence=to_array(table, "confidence"),
        names=tuple(metadata_of(table)["blendshapes"]),
    )


def _no_observations(names: tuple[str, ...]) -> Observations:
    return Observations(
        clip=np.empty(0, np.str_),
        role=np.empty(0, np.str_),
        frame=np.empty(0, np.int32),
        found=np.empty(0, bool),
        landmarks=np.empty((0, _LANDMARKS, 3), np.float32),
        blendshapes=np.empty((0, len(names)), np.float32),
        ratio=np.empty(0, np.float32),
        confidence=np.empty(0, np.float32),
        names=names,
    )
