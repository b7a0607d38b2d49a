"""Draw mesh videos of one run's listeners (rule meshes)."""

from pathlib import Path

from elp.renders.inputs import RenderFiles
from elp.renders.meshes import write_meshes
from elp.samples.store import read_samples
from elp.workflow.job import job, parse


def main(*, files: RenderFiles, samples: Path, videos: Path) -> None:
    """Write a video per clip."""
    with job(videos):
        write_meshes(videos, files.read(), read_samples(samples))


if __name__ == "__main__":
    parse(main)
