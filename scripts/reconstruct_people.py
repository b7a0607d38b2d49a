"""Show held-out people by one method and compare with the real frames (rule reconstruction)."""

from pathlib import Path

from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.config.tracking import TrackingSettings
from elp.evaluation.picture_comparison import PictureComparison
from elp.evaluation.reconstruction import ReconstructedFiles, reconstruct, write_reconstruction
from elp.faces.landmarker import Landmarker
from elp.mesh.scene import MeshScene
from elp.renderer.learned import animator
from elp.renderer.trunks import load_trunk
from elp.tracking.coefficient_table import read_frame_rate
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *,
    dataset: str,
    method: Method,
    files: ReconstructedFiles,
    faces: Path,
    landmarker: Path,
    tracking: TrackingSettings,
    mesh: MeshSettings,
    scores: Path,
    renderer: Path | None = None,
    vgg19: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write a row a clip."""
    with job(scores), Landmarker(landmarker) as eyes:
        scene, where = MeshScene.read(faces, mesh), pick_device(device)
        animate = animator(method, scene.painter, renderer, str(where))
        rate, trunk = read_frame_rate(files.coefficients), load_trunk(vgg19).to(where)
        judge = PictureComparison(trunk, eyes, tracking, rate)
        rows = reconstruct(files, scene, animate, judge)
        about = {"dataset": dataset, "method": method, "trunk": trunk.name}
        write_reconstruction(scores, [about | row for row in rows], dataset)


if __name__ == "__main__":
    parse(main)
