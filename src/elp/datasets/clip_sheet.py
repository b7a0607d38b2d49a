"""Clip sheets: the CSV of a data set's clips, with their videos, seconds, people and attitudes.

Every layout on disk is converted to one canonical sheet, with all checks.
"""

import logging
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from elp.config.data import DatasetSettings, Split
from elp.datasets.canonical_sheet import without_empty
from elp.datasets.clip import GIVEN, VIDEOS, Clip
from elp.datasets.sheet_layouts import canonical, needed_columns
from elp.errors import ClipSheetError
from elp.io.rows import read_rows

logger = logging.getLogger(__name__)


def read_clip_sheet(
    path: Path, settings: DatasetSettings, failed: Collection[str] = ()
) -> list[Clip]:
    """Read and check a sheet in the layout of the data set.

    Parameters
    ----------
    path : Path
        The sheet: `RLD_data.csv` for the layout `vico`, else with our own columns.
    settings : DatasetSettings
        Layout, splits and emotions that the rows must agree with.
    failed : collection of str
        Videos that could not be fetched.

    Returns
    -------
    list of Clip
        The clips of the data set's splits whose videos could be fetched, in the order of the sheet.

    Raises
    ------
    ClipSheetError
        Listing all faults with their lines: a missing column, a malformed row, an attitude or split
        that does not exist, a duplicate clip, a path outside the root, a person in both training
        and another split, coefficients without a frame rate.
    """
    clips = read_whole_sheet(path, settings)
    kept = [clip for clip in clips if not {clip.speaker_video, clip.listener_video} & set(failed)]
    if lost := len(clips) - len(kept):
        message = "%d of %d clips are left out: their videos could not be fetched"
        logger.warning(message, lost, len(clips))
    return _of_splits(kept, settings, path)


def read_whole_sheet(path: Path, settings: DatasetSettings) -> list[Clip]:
    """Read the clips of all splits, processed or not; else as `read_clip_sheet`."""
    faults: list[str] = []
    clips: list[Clip] = []
    for line, row in _rows(path, settings):
        try:
            clip = Clip.model_validate(canonical(row, settings))
        except ValidationError as error:
            faults += [f"line {line}: {_explain(fault)}" for fault in error.errors()]
            continue
        faults += [f"line {line}: {fault}" for fault in _disagreements(clip, settings)]
        clips.append(clip)
    _refuse(faults + _duplicates(clips) + _leaks(clips, settings), path)
    return clips


def checked(clips: list[Clip], settings: DatasetSettings, source: Path) -> list[Clip]:
    """The clips of the data set's splits, after checks that concern several clips.

    Parameters
    ----------
    clips : list of Clip
        Each is valid.
    settings : DatasetSettings
        Splits, and whether they may share people.
    source : Path
        Sheet or folder of the clips, for messages.

    Raises
    ------
    ClipSheetError
        Listing duplicate clips and people in two splits, or naming a split without a clip.
    """
    _refuse(_duplicates(clips) + _leaks(clips, settings), source)
    return _of_splits(clips, settings, source)


def _refuse(faults: list[str], source: Path) -> None:
    if faults:
        listing = "\n  ".join(faults)
        raise ClipSheetError(f"{source} has faults; correct them and run again:\n  {listing}")


def _of_splits(clips: list[Clip], settings: DatasetSettings, source: Path) -> list[Clip]:
    chosen = [clip for clip in clips if clip.split in settings.splits]
    for split in settings.splits:
        if not any(clip.split == split for clip in chosen):
            raise ClipSheetError(
                f"{source} has no clip of split `{split}`; add one, or remove it from `splits`"
            )
    return chosen


def _rows(path: Path, settings: DatasetSettings) -> list[tuple[int, dict[str, str]]]:
    rows = read_rows(
        path,
        lambda header: needed_columns(settings, header),
        setting="`root` and `sheet` of the data set",
        error=ClipSheetError,
    )
    return [(line, without_empty(row)) for line, row in rows]


def _explain(fault: object) -> str:
    details = dict(fault)  # type: ignore[call-overload]
    column = ".".join(str(part) for part in details["loc"])
    value = (
        "" if details["type"] in ("missing", "value_error") else f" (found {details['input']!r})"
    )
    return f"{column}: {details['msg']}{value}" if column else str(details["msg"])


def _disagreements(clip: Clip, settings: DatasetSettings) -> list[str]:
    """Faults of files, frame rate and attitude under the data set's settings."""
    faults = []
    given = settings.given
    if given != bool(clip.speaker_coefficients):
        needed = " and ".join(GIVEN if given else VIDEOS)
        faults.append(f"clip {clip.name}: layout `{settings.layout}` needs {needed}")
    if given and clip.fps is None:
        faults.append(
            f"clip {clip.name}: no frame rate; fill the column `fps`, or set `fps` of the data set"
        )
    if not clip.listener_id:
        faults.append(f"clip {clip.name}: listener_id is empty")
    if settings.emotion_source == "sheet" and clip.attitude not in settings.emotions:
        allowed = ", ".join(settings.emotions)
        faults.append(f"clip {clip.name}: attitude `{clip.attitude}` is not one of {allowed}")
    return faults


def _duplicates(clips: list[Clip]) -> list[str]:
    counts = Counter(clip.name for clip in clips)
    return [f"clip {name} is named twice" for name in sorted(counts) if counts[name] > 1]


def _leaks(clips: list[Clip], settings: DatasetSettings) -> list[str]:
    """People in both training and another split: test scores would reward memorising them."""
    people: dict[str, set[str]] = {split: set() for split in get_args(Split)}
    for clip in clips:
        people[clip.split] |= set(clip.people.values())
    held_out = ("valid", "test", "ood") if settings.identities == "disjoint" else ("ood",)
    return [
        f"person {person} is in both train and {split}; move the clips, or set `identities: shared`"
        for split in held_out
        for person in sorted(people["train"] & people[split])
    ]
