"""Put speaker, real listener and every run's listener side by side (rule strips)."""

from pathlib import Path

from elp.renders.inputs import RenderFiles
from elp.renders.strips import rendered_runs, write_strips
from elp.workflow.job import job, parse

Paths = list[Path]


def main(
    *, files: RenderFiles, meshes: Paths, photos: Paths, titles: list[str], videos: Path
) -> None:
    """Write a video per clip."""
    with job(videos):
        write_strips(videos, files.read(), rendered_runs(titles, photos, meshes))


if __name__ == "__main__":
    parse(main)
