"""MediaPipe's canonical face mesh, read from the landmark model's own file.

The `.task` file is a zip archive; one member holds the mesh in protocol-buffer encoding. Only four
of its fields are needed, so they are decoded here without a protobuf package.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float64, Int64

from elp.errors import WeightsError

MEMBER = "geometry_pipeline_metadata_landmarks.binarypb"
VERTICES = 468
TRIANGLES = 898
LARGEST = 1_000_000  # bytes; MediaPipe's member is far smaller

# Field numbers of the messages.
_MESH, _PROCRUSTES = 1, 2
_VERTEX_BUFFER, _INDEX_BUFFER = 3, 4
_LANDMARK, _WEIGHT = 1, 2


@dataclass(frozen=True)
class CanonicalMesh:
    """The face whose vertices are landmarks 0-467; x right in the picture, y up, z to the viewer.

    Attributes
    ----------
    vertices : array, shape (468, 3)
        In cm.
    uv : array, shape (468, 2)
        Texture coordinates.
    triangles : array, shape (898, 3)
        Indices of vertices.
    weights : array, shape (468,)
        Weight of each vertex in an alignment: zero except for 33 vertices that move little.
    """

    vertices: Float64[np.ndarray, "468 3"]
    uv: Float64[np.ndarray, "468 2"]
    triangles: Int64[np.ndarray, "898 3"]
    weights: Float64[np.ndarray, "468"]


def read_canonical_mesh(model: Path) -> CanonicalMesh:
    """Read the mesh from face_landmarker.task.

    Raises
    ------
    WeightsError
        If the file has no canonical mesh.
    """
    try:
        with zipfile.ZipFile(model) as archive:
            if (size := archive.getinfo(MEMBER).file_size) > LARGEST:
                raise ValueError(f"{MEMBER} would have {size} bytes")
            return _decode(archive.read(MEMBER))
    except (
        *(OSError, KeyError, ValueError, IndexError, OverflowError, EOFError),
        *(struct.error, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError),
    ) as error:
        raise WeightsError(
            f"{model}: no canonical face mesh in this file ({error}); delete it and run rule "
            "'weights', which downloads it and checks its hash"
        ) from error


def _decode(message: bytes) -> CanonicalMesh:
    floats: list[float] = []
    indices: list[int] = []
    weights = np.zeros(VERTICES)
    for field, value in _fields(message):
        if field == _MESH and isinstance(value, bytes):
            for part, item in _fields(value):
                if part == _VERTEX_BUFFER:
                    floats += _floats(item)
                elif part == _INDEX_BUFFER:
                    indices += _varints(item)
        elif field == _PROCRUSTES and isinstance(value, bytes):
            entry = dict(_fields(value))
            weights[_varints(entry.get(_LANDMARK, 0))[0]] = _floats(entry[_WEIGHT])[0]
    buffer = np.array(floats).reshape(VERTICES, 5)
    triangles = np.array(indices, np.int64).reshape(TRIANGLES, 3)
    return CanonicalMesh(buffer[:, :3].copy(), buffer[:, 3:].copy(), triangles, weights)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and content of each field: varints as int, all others as bytes."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        kind = key & 7
        if kind == 0:
            value, position = _varint(message, position)
            yield key >> 3, value
            continue
        if kind == 2:
            length, position = _varint(message, position)
        else:
            length = {1: 8, 5: 4}[kind]
        yield key >> 3, message[position : position + length]
        position += length


def _varint(message: bytes, position: int) -> tuple[int, int]:
    """An integer in groups of seven bits, lowest first, and the position after it."""
    value, shift = 0, 0
    while True:
        byte = message[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position


def _floats(item: int | bytes) -> list[float]:
    """A single number or a packed list."""
    if isinstance(item, int):
        raise ValueError("a float was expected, found a varint")
    return [value for (value,) in struct.iter_unpack("<f", item)]


def _varints(item: int | bytes) -> list[int]:
    """A single number or a packed list."""
    if isinstance(item, int):
        return [item]
    values, position = [], 0
    while position < len(item):
        value, position = _varint(item, position)
        values.append(value)
    return values
