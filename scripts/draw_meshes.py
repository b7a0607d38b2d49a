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
    faces: Path,
    mesh: str,
    renders: str,
    videos: Path,
) -> None:
    """Write a video a clip."""
    chosen = RenderSettings.model_validate_json(renders)
    settings = MeshSettings.model_validate_json(mesh)
    with job(videos), atomic(videos) as folder:
        folder.mkdir()
        scene = MeshScene.read(faces, settings)
        index = read_features(features)
        clips = chosen_clips(index.clips, chosen.clips)
        for clip, listener in chosen_samples(read_samples(samples), clips, chosen.sample):
            vertices = scene.vertices(clip.listener_id, listener)
            pictures = scene.painter.paint_all(vertices)
            write_video(folder / f"{clip.name}.mp4", pictures, fps=index.fps)


if __name__ == "__main__":
    parse(main)
