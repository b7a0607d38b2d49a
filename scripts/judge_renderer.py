"""Score reconstructions of held-out people by one method (rule reconstructions)."""

from pathlib import Path

import pandas as pd

from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.config.tracking import TrackingSettings
from elp.evaluation.picture_scores import PictureComparison
from elp.evaluation.reconstruction import HeldOut, reconstruct
from elp.faces.landmarker import Landmarker
from elp.io.files import atomic
from elp.mesh.scene import MeshScene
from elp.renderer.learned import animator
from elp.renderer.trunks import load_trunk
from elp.tracking.tracks import read_frame_rate
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *, dataset: str, method: Method, sheet: Path, landmarks: list[Path], coefficients: list[Path],
    clips: list[Path], face_model: Path, neutrals: Path, landmarker: Path, tracking: str, mesh: str,
    output: Path, renderer: Path | None = None, vgg19: Path | None = None,
    device: DeviceName = "auto",
) -> None:  # fmt: skip
    """Write a row per clip."""
    rule, where = TrackingSettings.model_validate_json(tracking), pick_device(device)
    with job("judge_renderer", output), Landmarker(landmarker) as finder:
        settings = MeshSettings.model_validate_json(mesh)
        scene = MeshScene.read(face_model, neutrals, rule.field_of_view, settings)
        animate = animator(method, scene.painter, renderer, str(where))
        trunk, fps = load_trunk(vgg19).to(where), read_frame_rate(coefficients)
        held_out = HeldOut.read(dataset, sheet, coefficients, landmarks, clips)
        comparison = PictureComparison(trunk, finder, rule, fps)
        rows = reconstruct(held_out, scene, animate, comparison, method)
        with atomic(output) as temporary:
            pd.DataFrame(rows).to_csv(temporary, index=False)


if __name__ == "__main__":
    parse(main)
