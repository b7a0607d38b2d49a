"""Show held-out listeners by one method and compare with the real frames (rule reconstructions)."""

from pathlib import Path

import numpy as np
import pandas as pd

from elp.cli import job, parse
from elp.config.data import TrackingSettings
from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.device import DeviceName, pick_device
from elp.feature_set import read_features
from elp.files import atomic
from elp.mesh.scene import Scene
from elp.renderer.clips import find_clip, pictures
from elp.renderer.learned import animator
from elp.renderer.reconstruction import Judge, judged
from elp.renderer.trunks import load_trunk
from elp.tracking.landmarker import Landmarker
from elp.tracks import read_conversations


def main(
    *,
    dataset: str,
    method: Method,
    features: Path,
    coefficients: list[Path],
    clips: list[Path],
    face_model: Path,
    neutrals: Path,
    landmarker: Path,
    tracking: str,
    mesh: str,
    output: Path,
    renderer: Path | None = None,
    vgg19: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write a row a clip."""
    rule, settings = (
        TrackingSettings.model_validate_json(tracking),
        MeshSettings.model_validate_json(mesh),
    )
    with job("judge_renderer", output), Landmarker(landmarker) as eyes:
        scene = Scene.read(face_model, neutrals, rule.field_of_view, settings)
        where = pick_device(device)
        animate = animator(method, scene.painter, renderer, str(where))
        judge = Judge(load_trunk(vgg19).to(where), eyes, rule)
        truth, rows = read_conversations(coefficients), []
        for clip in read_features(features).clips:
            video = find_clip(clips, f"{clip.clip}.listener.mp4")
            real = np.stack(list(pictures(video, settings.size)))
            motion = truth[clip.clip].listener
            surface = scene.surface(clip.listener_id)
            vertices = surface.vertices(motion.expression, motion.pose)
            frames = animate(real[0], vertices[0], vertices)
            about = {"dataset": dataset, "method": method, "trunk": judge.trunk.name}
            rows.append({**about, "clip": clip.clip, **judged(judge, frames, real)})
        with atomic(output) as temporary:
            pd.DataFrame(rows).to_csv(temporary, index=False)


if __name__ == "__main__":
    parse(main)
