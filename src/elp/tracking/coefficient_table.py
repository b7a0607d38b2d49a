"""The file of a shard's coefficients: one row per clip, role and frame."""

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
    "status",  # tracked | turned (away from the camera by more than `tracking.profile`) |
    # interpolated (in a gap of at most `tracking.max_gap` frames) | covered (face occluded) | given
    "expression",  # float32[D], β; D = 100 for our face model
    "pose",  # float32[P], p; P = 6
    "blink",  # bool, φ
    "ear",  # float32, eye-aspect ratio, mean of both eyes; NaN: given
    "residual",  # float32, reprojection error / distance of the outer eye corners; NaN: given
)


def write_coefficients(path: Path, columns: dict[str, np.ndarray], fps: float) -> None:
    """Write `COLUMNS` of a shard's included clips, and their frame rate."""
    write_parquet(path, {name: columns[name] for name in COLUMNS}, {"fps": fps})


def empty_columns(expression: int, pose: int = 6) -> dict[str, np.ndarray]:
    """Columns without rows, for a shard without clips."""
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
        If shards differ, or a file has no frame rate.
    """
    rates_by_path: dict[Path, Any] = {
        path: metadata_of(read_parquet(path, [])).get("fps") for path in paths
    }
    rates = set(rates_by_path.values())
    if len(rates) != 1 or None in rates:
        listing = ", ".join(f"{path}: {rate}" for path, rate in rates_by_path.items())
        raise DataError(
            f"frame rates differ or are missing ({listing}); delete these files and run the "
            "workflow again"
        )
    return float(rates.pop())


def read_coefficients(paths: Iterable[Path]) -> dict[str, dict[str, Coefficients]]:
    """Coefficients of all participants by clip, in order of the clip's name, and by role."""
    names = ["clip", "role", "frame", "expression", "pose", "blink"]
    tables = [read_parquet(path, names) for path in paths]
    roles: dict[str, dict[str, Coefficients]] = {}
    for table in tables:
        for clip, role, coefficients in _groups(table):
            roles.setdefault(clip, {})[role] = coefficients
    return dict(sorted(roles.items()))


def read_conversations(paths: Iterable[Path]) -> dict[str, Conversation]:
    """Conversations of all included clips, in order of the clips' names.

    Raises
    ------
    DataError
        If a clip has one participant only: a talking head, or a conversation with a video missing.
    """
    conversations = {}
    paths = list(paths)
    for clip, roles in read_coefficients(paths).items():
        if len(roles) != len(ROLES):
            raise DataError(
                f"{', '.join(map(str, paths))}: clip {clip} has only a {next(iter(roles))}; if it "
                "is a conversation, delete results/clips of its data set and run again"
            )
        speaker, listener = (roles[role] for role in ROLES)
        frames = min(len(speaker), len(listener))
        conversations[clip] = Conversation(clip, speaker.first(frames), listener.first(frames))
    return conversations


def _groups(table: pa.Table) -> Iterable[tuple[str, str, Coefficients]]:
    """Clip, role and coefficients of each participant, frames in order."""
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
