"""Mesh videos of one run's listeners (results/meshes)."""

from pathlib import Path

from elp.io.files import atomic
from elp.media.video import write_video
from elp.renders.inputs import RenderInputs
from elp.samples.store import Sample


def write_meshes(folder: Path, inputs: RenderInputs, samples: list[Sample]) -> None:
    """Write a folder with `{clip}.mp4` for each clip, complete or not at all.

    Raises
    ------
    DataError
        If a clip has no sample.
    """
    scene = inputs.scene
    with atomic(folder) as temporary:
        temporary.mkdir()
        for clip, listener in inputs.chosen(samples):
            meshes = scene.painter.paint_all(scene.vertices(clip.listener_id, listener))
            write_video(temporary / f"{clip.name}.mp4", meshes, fps=inputs.fps)
