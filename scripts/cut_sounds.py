"""Cut a shard's sounds, for data sets of coefficients without videos (rule sounds)."""

from pathlib import Path

from elp.clips.given_sounds import cut_sounds
from elp.config.tracking import ClipSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.datasets.clip import shard_of
from elp.workflow.job import job, parse


def main(
    sheet: Path,
    root: Path,
    shard: int,
    shards: int,
    fps: float,
    settings: ClipSettings,
    clips: Path,
) -> None:
    """Write the sound of each clip, or its given MFCC, and the table clips.csv."""
    with job(clips):
        rows = [clip for clip in read_canonical(sheet) if shard_of(clip.name, shards) == shard]
        rate = settings.sample_rate
        cut_sounds(rows, root, rate, clips, fps)


if __name__ == "__main__":
    parse(main)
