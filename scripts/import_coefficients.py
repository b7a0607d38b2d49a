"""Import coefficients that were extracted elsewhere (rule import_coefficients)."""

from pathlib import Path

from elp.datasets.canonical_sheet import read_canonical
from elp.tracking.given_coefficients import import_shard
from elp.workflow.job import job, parse


def main(
    sheet: Path, root: Path, clips: Path, fps: float, coefficients: Path, quality: Path
) -> None:
    """Write a shard's coefficients and blinks per frame, and a quality row per participant."""
    with job(coefficients, quality):
        import_shard(read_canonical(sheet), root, clips, fps, coefficients, quality)


if __name__ == "__main__":
    parse(main)
