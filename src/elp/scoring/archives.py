"""Clips from ``.npz`` archives, for scoring without the workflow."""

import logging
import re
from pathlib import Path

import numpy as np

from elp.errors import DataError
from elp.io.arrays import read_arrays
from elp.metrics.blinks import binary
from elp.scoring.series import ClipSeries, Group

logger = logging.getLogger(__name__)

GROUPS: tuple[Group, ...] = ("expression", "pose", "blink")
KEY = re.compile(rf"({'|'.join(GROUPS)})_(.+)")
Archive = dict[str, np.ndarray]


def read_motion(generated: Path, target: Path, speaker: Path) -> dict[Group, list[ClipSeries]]:
    """Read the clips of three archives, group by group.

    Parameters
    ----------
    generated, target, speaker : Path
        ``.npz`` files with an array ``expression_{clip}`` (frames, D), ``pose_{clip}`` (frames, P)
        and ``blink_{clip}`` (frames,) for each clip; the speaker's archive needs no blinks. A
        group that no archive has is skipped.

    Returns
    -------
    dict
        The clips of each group, sorted by name, with one sample each.

    Raises
    ------
    DataError
        If a file is not such an archive, a clip is missing in one of them, or arrays differ in
        their dimensions, are empty, or hold anything but finite numbers.
    """
    archives = {path: _read(path) for path in dict.fromkeys((generated, target, speaker))}
    groups: dict[Group, list[ClipSeries]] = {}
    for group in GROUPS:
        paths = [generated, target, target if group == "blink" else speaker]
        clips = sorted({key for path in paths for key in archives[path] if _group(key) == group})
        for key in clips:
            _check(key, paths, archives)
            series = [_series(archives[path][key], group) for path in paths]
            groups.setdefault(group, []).append(
                ClipSeries(key.removeprefix(f"{group}_"), (series[0],), series[1], series[2])
            )
        _check_dimensions(clips, target, archives[target])
    if not groups:
        raise DataError(
            f"{generated} has no key expression_{{clip}}, pose_{{clip}} or blink_{{clip}}; "
            "rename its arrays"
        )
    return groups


def _read(path: Path) -> Archive:
    arrays = read_arrays(path, remedy="give arrays of numbers that numpy.savez wrote")
    if unknown := sorted(key for key in arrays if _group(key) is None):
        logger.warning("%s: ignored keys that belong to none of %s: %s", path, GROUPS, unknown)
    return arrays


def _group(key: str) -> str | None:
    match = KEY.fullmatch(key)
    return match[1] if match else None


def _check(key: str, paths: list[Path], archives: dict[Path, Archive]) -> None:
    for path in paths:
        if key not in archives[path]:
            other = next(other for other in paths if key in archives[other])
            raise DataError(
                f"{path} lacks the key {key}, which {other} has; give the same clips in each file"
            )
        values = archives[path][key]
        if values.dtype.kind not in "fiub":
            raise DataError(f"{path}: {key} holds {values.dtype}, not numbers")
        if _group(key) == "blink":
            if values.ndim != 1 and values.shape[1:] != (1,):
                raise DataError(f"{path}: {key} has shape {values.shape}, not (frames,)")
        elif values.ndim != 2:
            raise DataError(f"{path}: {key} has shape {values.shape}, not (frames, dimensions)")
        if values.size == 0:
            raise DataError(f"{path}: {key} is empty; leave the clip out of each file")
        if not np.isfinite(values).all():
            raise DataError(
                f"{path}: {key} has values that are not finite; repair them or leave the clip out"
            )
    reference = archives[paths[1]][key]
    for path in paths:
        if archives[path][key].shape[1:] != reference.shape[1:]:
            raise DataError(
                f"{path}: {key} has {archives[path][key].shape[1]} dimensions, but "
                f"{reference.shape[1]} in {paths[1]}; use the same coefficients in each file"
            )


def _check_dimensions(keys: list[str], path: Path, archive: Archive) -> None:
    for key in keys:
        if archive[key].shape[1:] != archive[keys[0]].shape[1:]:
            raise DataError(
                f"{path}: {key} has {archive[key].shape[1]} dimensions, but {keys[0]} has "
                f"{archive[keys[0]].shape[1]}; use the same coefficients for each clip"
            )


def _series(values: np.ndarray, group: Group) -> np.ndarray:
    return binary(values) if group == "blink" else values.astype(np.float64)
