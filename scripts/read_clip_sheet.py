"""Check a data set's clip sheet and write it in our own columns (rule clip_sheet)."""

from pathlib import Path

from elp.cli import job, parse
from elp.clip_sheet import read_clip_sheet, write_clip_sheet
from elp.config.data import DatasetSettings
from elp.given_clips import check_given_clips
from elp.talking_heads import list_talking_heads


def main(sheet: Path, settings: str, output: Path) -> None:
    """Write the canonical sheet, or list all faults of the given one and of coefficient files.

    Of talking heads `sheet` is the folder with their videos.
    """
    with job("read_clip_sheet", output):
        dataset = DatasetSettings.model_validate_json(settings)
        if dataset.layout == "talking_heads":
            write_clip_sheet(output, list_talking_heads(sheet, dataset))
            return
        clips = read_clip_sheet(sheet, dataset)
        if dataset.layout == "coefficients" and dataset.root is not None:
            check_given_clips(clips, dataset.root)
        write_clip_sheet(output, clips)


if __name__ == "__main__":
    parse(main)
