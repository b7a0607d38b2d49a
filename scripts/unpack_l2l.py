"""Make clips of the arrays that Learning2Listen released (rule unpacked_l2l)."""

from pathlib import Path

from elp.cli import job, parse
from elp.clip_sheet import write_clip_sheet
from elp.config.data import DatasetSettings
from elp.given_clips import check_given_clips
from elp.l2l_release import unpack_l2l


def main(release: Path, settings: str, sheet: Path, files: Path) -> None:
    """Write both people of each clip, and the sheet."""
    with job("unpack_l2l", sheet, files):
        clips = unpack_l2l(release, DatasetSettings.model_validate_json(settings), files)
        check_given_clips(clips, files.parent)
        write_clip_sheet(sheet, clips)


if __name__ == "__main__":
    parse(main)
