"""List the raw videos that TalkingHead-1KH's lists name (rule talking_head_videos)."""

from pathlib import Path

from elp.config.data import DatasetSettings
from elp.datasets.tubes import wanted_videos
from elp.downloads.wanted import write_wanted
from elp.workflow.job import job, parse


def main(root: Path, settings: str, output: Path) -> None:
    """Write the list of what is to be fetched."""
    with job("list_talking_heads", output):
        dataset = DatasetSettings.model_validate_json(settings)
        write_wanted(output, wanted_videos(root, dataset))


if __name__ == "__main__":
    parse(main)
