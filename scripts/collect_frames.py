"""Collect training frames of a shard and draw their meshes (rule renderer_frames)."""

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
    face_model: Path,
    neutrals: Path,
    field_of_view: float,
    network: str,
    every: int,
    output: Path,
) -> None:
    """Write the frames of the training split."""
    with job("collect_frames", output):
        mesh = mesh_settings(RendererSettings.model_validate_json(network))
        scene = MeshScene.read(face_model, neutrals, field_of_view, mesh)
        write_training_frames(output, sheet, clips, coefficients, scene, every)


if __name__ == "__main__":
    parse(main)
