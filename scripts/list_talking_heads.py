"""List the raw videos that TalkingHead-1KH's lists name (rule talking_head_videos)."""

from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.tubes import wanted_videos
from elp.downloads.wanted import write_wanted
from elp.workflow.job import job, parse


def main(root: Path, settings: DatasetSettings, wanted: Path) -> None:
    """Write the list of videos to fetch."""
    with job(wanted):
        write_wanted(wanted, wanted_videos(root, settings))


if __name__ == "__main__":
    parse(main)
