"""Collect training frames of a shard and draw their meshes (rule renderer_frames)."""

from pathlib import Path

from elp.config.mesh import MeshSettings
from elp.config.renderer import RendererSettings
from elp.datasets.clip_sheet import read_canonical
from elp.mesh.scene import MeshScene
from elp.renderer.frames import collect_frames, write_frames
from elp.tracking.coefficient_table import read_coefficients
from elp.workflow.job import job, parse


def main(
    *,
    sheet: Path,
    clips: Path,
    coefficients: Path,
    faces: Path,
    network: str,
    every: int,
    frames: Path,
) -> None:
    """Write the frames of the training split."""
    with job(frames):
        settings = RendererSettings.model_validate_json(network)
        mesh = MeshSettings(size=settings.size, style=settings.mesh_style)
        scene = MeshScene.read(faces, mesh)
        chosen = [clip for clip in read_canonical(sheet) if clip.split == "train"]
        tracks = read_coefficients([coefficients])
        write_frames(frames, collect_frames(chosen, tracks, [clips], scene, every))


if __name__ == "__main__":
    parse(main)
