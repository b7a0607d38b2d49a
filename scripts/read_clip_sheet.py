"""Check a data set's clip sheet and write it in our own columns (rule clip_sheet)."""

from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import read_clip_sheet, write_clip_sheet
from elp.datasets.given_clips import check_given_clips
from elp.datasets.talking_heads import list_talking_heads
from elp.datasets.tubes import list_tubes
from elp.datasets.vico import compare_with_paper
from elp.downloads.run import read_failed
from elp.workflow.job import job, parse


def main(sheet: list[Path], settings: str, output: Path, downloads: Path | None = None) -> None:
    """Write the canonical sheet, or list all faults of the given one and of coefficient files.

    Of talking heads `sheet` is the folder with their videos, or are the lists of a release. Clips
    of videos that could not be fetched (`downloads`) are left out.
    """
    with job("read_clip_sheet", output):
        dataset = DatasetSettings.model_validate_json(settings)
        failed = {} if downloads is None else read_failed(downloads)
        write_clip_sheet(output, _clips(sheet, dataset, failed))


def _clips(sheet: list[Path], dataset: DatasetSettings, failed: dict[str, str]) -> list[Clip]:
    if dataset.tubes is not None and dataset.root is not None:
        return list_tubes(dataset.root, dataset, failed)
    if dataset.layout == "talking_heads":
        return list_talking_heads(sheet[0], dataset)
    clips = read_clip_sheet(sheet[0], dataset, failed)
    if dataset.paper == "vico" and dataset.layout.startswith("vico"):
        compare_with_paper(clips)
    if dataset.given and dataset.root is not None:
        check_given_clips(clips, dataset.root, dataset.frame_rate)
    return clips


if __name__ == "__main__":
    parse(main)
