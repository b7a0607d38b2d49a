"""Convert a release of Learning2Listen or lm-listener to clips (rule release)."""

from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.datasets.given_clips import check_given_clips
from elp.datasets.l2l_release import unpack_l2l
from elp.datasets.lm_listener import unpack_lm_listener
from elp.workflow.job import job, parse

UNPACK = {"l2l": unpack_l2l, "lm_listener": unpack_lm_listener}


def main(release: Path, settings: DatasetSettings, sheet: Path, files: Path) -> None:
    """Write both people's coefficients of each clip, and the clip sheet."""
    with job(sheet, files):
        clips = UNPACK[settings.layout](release, settings, files)
        check_given_clips(clips, files.parent, settings.frame_rate)
        write_clip_sheet(sheet, clips)


if __name__ == "__main__":
    parse(main)
