"""Cut a shard's conversations out of their videos (rule clips)."""

from pathlib import Path

from elp.clips.cut import cut_clips
from elp.config.tracking import ClipSettings
from elp.datasets.clip import shard_of
from elp.datasets.clip_sheet import read_canonical
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    root: Path,
    model: Path,
    shard: int,
    shards: int,
    fps: float,
    settings: str,
    output: Path,
) -> None:
    """Write both videos and the sound of each clip, and the table clips.csv."""
    with job("cut_clips", output):
        clips = [clip for clip in read_canonical(sheet) if shard_of(clip.name, shards) == shard]
        cut_clips(clips, root, model, ClipSettings.model_validate_json(settings), output, fps)


if __name__ == "__main__":
    parse(main)
