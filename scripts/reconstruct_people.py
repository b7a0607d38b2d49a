"""Animate held-out people and compare with their real frames (rule reconstruction)."""

from pathlib import Path

import pandas as pd

from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.config.tracking import TrackingSettings
from elp.evaluation.picture_scores import PictureComparison
from elp.evaluation.reconstruction import HeldOut, HeldOutFiles, reconstruct
from elp.faces.landmarker import Landmarker
from elp.io.rows import write_frame
from elp.mesh.scene import MeshScene
from elp.renderer.learned import animator
from elp.renderer.trunks import load_trunk
from elp.tracking.coefficient_table import read_frame_rate
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *,
    method: Method,
    files: HeldOutFiles,
    faces: Path,
    landmarker: Path,
    tracking: TrackingSettings,
    mesh: MeshSettings,
    scores: Path,
    renderer: Path | None = None,
    vgg19: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write a row per clip."""
    with job(scores), Landmarker(landmarker) as finder:
        scene, where = MeshScene.read(faces, mesh), pick_device(device)
        animate = animator(method, scene.painter, renderer, str(where))
        trunk, fps = load_trunk(vgg19).to(where), read_frame_rate(files.coefficients)
        comparison = PictureComparison(trunk, finder, tracking, fps)
        rows = reconstruct(HeldOut.read(files), scene, animate, comparison, method)
        write_frame(scores, pd.DataFrame(rows))


if __name__ == "__main__":
    parse(main)
