"""Animate the real listeners' portraits with one run's motion (rule renders)."""

from pathlib import Path

from elp.renderer.learned import animator
from elp.renders.inputs import RenderFiles
from elp.renders.portraits import write_portraits
from elp.samples.store import read_samples
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *,
    files: RenderFiles,
    samples: Path,
    videos: Path,
    renderer: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write a video per clip."""
    with job(videos):
        inputs, where = files.read(), str(pick_device(device))
        animate = animator(inputs.settings.method, inputs.scene.painter, renderer, where)
        write_portraits(videos, inputs, read_samples(samples), animate)


if __name__ == "__main__":
    parse(main)
