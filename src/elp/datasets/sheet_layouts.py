"""Columns of clip sheets as they lie on disk, and how a row becomes one of our canonical sheet."""

from collections.abc import Collection

from elp.config.data import DatasetSettings
from elp.datasets import vico
from elp.datasets.clip import GIVEN, VIDEOS
from elp.errors import ClipSheetError

REQUIRED = ("clip", "split", "speaker_id", "listener_id")


def needed_columns(settings: DatasetSettings, columns: Collection[str]) -> tuple[str, ...]:
    """Columns that a sheet must have, which has `columns`.

    Raises
    ------
    ClipSheetError
        If labels should come from a sheet that never has any.
    """
    if settings.layout in ("vico", "vico_coefficients"):
        needed = vico.needed_columns(columns)
        if needed == vico.CHALLENGE and settings.emotion_source == "sheet":
            raise ClipSheetError(
                "ViCo's challenge set has no attitudes; set `emotion_source` of the data set to "
                "analyzer, or to table with labels of your own"
            )
        return needed
    return REQUIRED + (GIVEN if settings.layout == "coefficients" else VIDEOS)


def canonical(row: dict[str, str], settings: DatasetSettings) -> dict[str, str]:
    """The row in our own columns, with the data set's frame rate where it has none."""
    if settings.layout in ("vico", "vico_coefficients"):
        return vico.canonical(row, settings)
    return row if settings.fps is None else {"fps": str(settings.fps), **row}
