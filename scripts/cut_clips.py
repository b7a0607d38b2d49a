"""Cut a shard's clips out of their videos (rule clips)."""

from pathlib import Path

from elp.clips.cut import cut_clips
from elp.config.tracking import ClipSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.datasets.clip import shard_of
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    root: Path,
    landmarker: Path,
    shard: int,
    shards: int,
    fps: float,
    settings: ClipSettings,
    clips: Path,
) -> None:
    """Write both videos and the sound of each clip, and the table clips.csv."""
    with job(clips):
        rows = [clip for clip in read_canonical(sheet) if shard_of(clip.name, shards) == shard]
        cut_clips(rows, root, landmarker, settings, clips, fps)


if __name__ == "__main__":
    parse(main)
