"""Check a data set's clip sheet and write it in our own columns (rule clip_sheet)."""

from pathlib import Path

from elp.cli import job, parse
from elp.clip_sheet import read_clip_sheet, write_clip_sheet
from elp.config.data import DatasetSettings


def main(sheet: Path, settings: str, output: Path) -> None:
    """Write the canonical sheet, or list all faults of the given one."""
    with job("read_clip_sheet", output):
        write_clip_sheet(
            output, read_clip_sheet(sheet, DatasetSettings.model_validate_json(settings))
        )


if __name__ == "__main__":
    parse(main)
