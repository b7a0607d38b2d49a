"""Columns of the clip sheets on disk, and their rows in the columns of the canonical sheet."""

from collections.abc import Collection

from elp.config.data import DatasetSettings
from elp.datasets import vico
from elp.datasets.clip import GIVEN, VIDEOS
from elp.errors import ClipSheetError

REQUIRED = ("clip", "split", "speaker_id", "listener_id")


def needed_columns(settings: DatasetSettings, columns: Collection[str]) -> tuple[str, ...]:
    """The columns that a sheet must have, given those it has.

    Raises
    ------
    ClipSheetError
        If the labels should come from a sheet that has none.
    """
    if settings.layout in ("vico", "vico_coefficients"):
        needed = vico.needed_columns(columns)
        if needed == vico.CHALLENGE and settings.emotion_source == "sheet":
            raise ClipSheetError(
                "ViCo's challenge set has no attitudes; set `emotion_source` of the data set to "
                "analyzer, or to table with your own labels"
            )
        return needed
    return REQUIRED + (GIVEN if settings.layout == "coefficients" else VIDEOS)


def canonical(row: dict[str, str], settings: DatasetSettings) -> dict[str, str]:
    """The row in our own columns, with the data set's frame rate if it has none."""
    if settings.layout in ("vico", "vico_coefficients"):
        return vico.canonical(row, settings)
    return row if settings.fps is None else {"fps": str(settings.fps), **row}
