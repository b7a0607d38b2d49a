"""Collect training frames of a shard, and draw their meshes (rule renderer_frames)."""

from pathlib import Path

from elp.config.renderer import RendererSettings
from elp.mesh.scene import MeshScene
from elp.renderer.collect import mesh_settings, write_training_frames
from elp.workflow.job import job, parse


def main(
    *,
    sheet: Path,
    clips: Path,
    coefficients: Path,
    faces: Path,
    network: RendererSettings,
    every: int,
    frames: Path,
) -> None:
    """Write the frames of the training split."""
    with job(frames):
        scene = MeshScene.read(faces, mesh_settings(network))
        write_training_frames(frames, sheet, clips, coefficients, scene, every)


if __name__ == "__main__":
    parse(main)
