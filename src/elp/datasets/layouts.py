"""Clips of a data set on disk, whatever its layout."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import read_clip_sheet
from elp.datasets.given_clips import check_given_clips
from elp.datasets.talking_heads import list_talking_heads
from elp.datasets.tubes import list_tubes
from elp.datasets.vico import compare_with_paper


def read_clips(
    source: Sequence[Path], settings: DatasetSettings, failed: Mapping[str, str]
) -> list[Clip]:
    """Checked clips of a data set's splits; coefficient files that they name are checked too.

    Parameters
    ----------
    source : sequence of Path
        The clip sheet; for talking heads the folder of their videos, or the lists of a release.
    settings : DatasetSettings
        Layout, root and splits of the data set.
    failed : mapping
        Videos that could not be fetched, with the reason: their clips are left out.

    Raises
    ------
    ClipSheetError, DataError, MediaError
        Listing the faults of the sheet, or naming the first faulty coefficient file.
    """
    if settings.tubes is not None and settings.root is not None:
        return list_tubes(settings.root, settings, dict(failed))
    if settings.layout == "talking_heads":
        return list_talking_heads(source[0], settings)
    clips = read_clip_sheet(source[0], settings, failed)
    if settings.paper == "vico" and settings.layout.startswith("vico"):
        compare_with_paper(clips)
    if settings.given and settings.root is not None:
        check_given_clips(clips, settings.root, settings.frame_rate)
    return clips
