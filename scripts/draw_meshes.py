"""Draw mesh videos of one run's listeners (rule meshes)."""

from pathlib import Path

from elp.config.mesh import MeshSettings
from elp.config.renders import RenderSettings
from elp.features.store import read_features
from elp.io.files import atomic
from elp.media.video import write_video
from elp.mesh.scene import MeshScene, chosen_clips, chosen_samples
from elp.samples.store import read_samples
from elp.workflow.job import job, parse


def main(
    *,
    samples: Path,
    features: Path,
    face_model: Path,
    neutrals: Path,
    field_of_view: float,
    mesh: str,
    renders: str,
    output: Path,
) -> None:
    """Write a video a clip."""
    chosen = RenderSettings.model_validate_json(renders)
    settings = MeshSettings.model_validate_json(mesh)
    with job(output), atomic(output) as folder:
        folder.mkdir()
        scene = MeshScene.read(face_model, neutrals, field_of_view, settings)
        index = read_features(features)
        clips = chosen_clips(index.clips, chosen.clips)
        for clip, listener in chosen_samples(read_samples(samples), clips, chosen.sample):
            vertices = scene.vertices(clip.listener_id, listener)
            pictures = scene.painter.paint_all(vertices)
            write_video(folder / f"{clip.name}.mp4", pictures, fps=index.fps)


if __name__ == "__main__":
    parse(main)
