"""Tracked coefficients of a shard: one row per clip, role and frame, and a status per clip."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from elp.coefficients import ROLES, Coefficients, Conversation
from elp.errors import DataError
from elp.io.columns import metadata_of, read_parquet, to_array, write_parquet

COLUMNS = (
    "clip",  # name
    "role",  # speaker | listener
    "frame",  # int32, from 0
    "status",  # tracked | turned (from the camera, by more than `tracking.profile`) | interpolated
    # (a gap of at most `tracking.max_gap` frames) | covered (by something before the face) | given
    "expression",  # float32[D], β; D = 100 for our face model
    "pose",  # float32[P], p; P = 6
    "blink",  # bool, φ
    "ear",  # float32, eye-aspect ratio, mean of both eyes; NaN: given
    "residual",  # float32, reprojection error as a share of the outer-eye distance; NaN: given
)


def write_coefficients(path: Path, columns: dict[str, np.ndarray], fps: float) -> None:
    """Write the frames of a shard's included clips, so many a second; columns are `COLUMNS`."""
    write_parquet(path, {name: columns[name] for name in COLUMNS}, {"fps": fps})


def empty_columns(expression: int, pose: int = 6) -> dict[str, np.ndarray]:
    """The columns without rows, so that a shard without any clip has them too."""
    return {
        "clip": np.empty(0, np.str_),
        "role": np.empty(0, np.str_),
        "frame": np.empty(0, np.int32),
        "status": np.empty(0, np.str_),
        "expression": np.empty((0, expression), np.float32),
        "pose": np.empty((0, pose), np.float32),
        "blink": np.empty(0, bool),
        "ear": np.empty(0, np.float32),
        "residual": np.empty(0, np.float32),
    }


def read_frame_rate(paths: Iterable[Path]) -> float:
    """Frames per second of a data set's shards.

    Raises
    ------
    DataError
        If shards differ, or a file is not one of ours.
    """
    found: dict[Path, Any] = {
        path: metadata_of(read_parquet(path, [])).get("fps") for path in paths
    }
    rates = set(found.values())
    if len(rates) != 1 or None in rates:
        listing = ", ".join(f"{path}: {rate}" for path, rate in found.items())
        raise DataError(
            f"frames per second are not the same, or not known ({listing}); delete these files and "
            "run the workflow again"
        )
    return float(rates.pop())


def read_coefficients(paths: Iterable[Path]) -> dict[str, dict[str, Coefficients]]:
    """Everybody's coefficients, by clip in order of its name, and by role."""
    names = ["clip", "role", "frame", "expression", "pose", "blink"]
    tables = [read_parquet(path, names) for path in paths]
    roles: dict[str, dict[str, Coefficients]] = {}
    for table in tables:
        for clip, role, part in _groups(table):
            roles.setdefault(clip, {})[role] = part
    return dict(sorted(roles.items()))


def read_conversations(paths: Iterable[Path]) -> dict[str, Conversation]:
    """Conversations of all included clips by name, in order of the name.

    Raises
    ------
    DataError
        If a clip is a talking head, or a video of a conversation was lost.
    """
    conversations = {}
    paths = list(paths)
    for clip, roles in read_coefficients(paths).items():
        if len(roles) != len(ROLES):
            raise DataError(
                f"{', '.join(map(str, paths))}: clip {clip} has only a {next(iter(roles))}; if it "
                "is of a conversation, delete results/clips of its data set and run again"
            )
        speaker, listener = (roles[role] for role in ROLES)
        frames = min(len(speaker), len(listener))
        conversations[clip] = Conversation(clip, speaker.first(frames), listener.first(frames))
    return conversations


def _groups(table: pa.Table) -> Iterable[tuple[str, str, Coefficients]]:
    keys = np.char.add(
        np.char.add(to_array(table, "clip").astype(str), "\n"), to_array(table, "role").astype(str)
    )
    expression, pose = to_array(table, "expression"), to_array(table, "pose")
    blink, frame = to_array(table, "blink").astype(bool), to_array(table, "frame")
    order = np.lexsort((frame, keys))
    names, starts, counts = np.unique(keys[order], return_index=True, return_counts=True)
    for key, start, count in zip(names, starts, counts, strict=True):
        rows = order[start : start + count]
        clip, role = str(key).split("\n")
        yield clip, role, Coefficients(expression[rows], pose[rows], blink[rows])
