"""List the raw videos that TalkingHead-1KH's lists name (rule talking_head_videos)."""

from pathlib import Path

from elp.cli import job, parse
from elp.config.data import DatasetSettings
from elp.downloads.wanted import write_wanted
from elp.tubes import wanted_videos


def main(root: Path, settings: str, output: Path) -> None:
    """Write the list of what is to be fetched."""
    with job("list_talking_heads", output):
        dataset = DatasetSettings.model_validate_json(settings)
        write_wanted(output, wanted_videos(root, dataset))


if __name__ == "__main__":
    parse(main)
