"""Show held-out people by one method and compare with the real frames (rule reconstructions)."""

from pathlib import Path

import numpy as np
import pandas as pd

from elp.clips.folder import find_clip
from elp.clips.pictures import pictures
from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.config.tracking import TrackingSettings
from elp.datasets.clip_sheet import read_canonical
from elp.errors import DataError
from elp.evaluation.reconstruction import PictureComparison, judged
from elp.faces.landmarker import Landmarker
from elp.io.files import atomic
from elp.mesh.scene import MeshScene
from elp.renderer.learned import animator
from elp.renderer.trunks import load_trunk
from elp.tracking.coefficient_table import read_coefficients, read_frame_rate
from elp.tracking.observations import Observations, read_observations
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *,
    dataset: str,
    method: Method,
    sheet: Path,
    landmarks: list[Path],
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
        scene = MeshScene.read(face_model, neutrals, rule.field_of_view, settings)
        where = pick_device(device)
        animate = animator(method, scene.painter, renderer, str(where))
        judge = PictureComparison(
            load_trunk(vgg19).to(where), eyes, rule, read_frame_rate(coefficients)
        )
        clips_of_test = {c.name: c for c in read_canonical(sheet) if c.split == "test"}
        seen, rows = _read_landmarks(landmarks, set(clips_of_test)), []
        for name, tracks in read_coefficients(coefficients).items():
            if name not in clips_of_test:
                continue
            role = "listener" if "listener" in tracks else "speaker"
            motion = tracks[role]
            video = find_clip(clips, f"{name}.{role}.mp4")
            real = np.stack(list(pictures(video, settings.size)))
            surface = scene.surface(clips_of_test[name].people[role])
            vertices = surface.vertices(motion.expression, motion.pose)
            frames = animate(real[0], vertices[0], vertices)
            about = {"dataset": dataset, "method": method, "trunk": judge.trunk.name}
            scores = judged(judge, frames, real, seen[name, role])
            rows.append({**about, "clip": name, **scores})
        if not rows:
            raise DataError(
                f"no clip of split `test` of {dataset} was tracked; the logs of rule "
                "'coefficients' say why"
            )
        with atomic(output) as temporary:
            pd.DataFrame(rows).to_csv(temporary, index=False)


def _read_landmarks(paths: list[Path], clips: set[str]) -> dict[tuple[str, str], Observations]:
    """What was seen in the real frames of these clips, by clip and role."""
    return {
        (clip, role): part
        for path in paths
        for clip, role, part in read_observations(path).participants()
        if clip in clips
    }


if __name__ == "__main__":
    parse(main)
