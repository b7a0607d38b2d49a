"""Check a data set's clip sheet and write it in our own columns (rule clip_sheet)."""

from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.datasets.layouts import read_clips
from elp.downloads.table import read_failed
from elp.workflow.job import job, parse


def main(
    source: list[Path], settings: DatasetSettings, sheet: Path, downloads: Path | None = None
) -> None:
    """Write the canonical sheet, or list all faults of the source and of coefficient files."""
    with job(sheet):
        failed = {} if downloads is None else read_failed(downloads)
        write_clip_sheet(sheet, read_clips(source, settings, failed))


if __name__ == "__main__":
    parse(main)
