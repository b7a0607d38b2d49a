"""Render one run's listeners as photoreal videos of the real listener (rule renders)."""

from pathlib import Path

from elp.clips.folder import find_clip
from elp.clips.pictures import pictures
from elp.config.mesh import MeshSettings
from elp.config.renders import RenderSettings
from elp.features.store import read_features
from elp.io.files import atomic
from elp.media.video import write_video
from elp.mesh.scene import MeshScene, chosen_clips, chosen_samples
from elp.renderer.learned import animator
from elp.samples.store import read_samples
from elp.tracking.coefficient_table import read_conversations
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    *,
    samples: Path,
    features: Path,
    coefficients: list[Path],
    clips: list[Path],
    faces: Path,
    mesh: str,
    renders: str,
    videos: Path,
    renderer: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write a video a clip."""
    chosen = RenderSettings.model_validate_json(renders)
    settings = MeshSettings.model_validate_json(mesh)
    with job(videos), atomic(videos) as folder:
        folder.mkdir()
        scene = MeshScene.read(faces, settings)
        where = str(pick_device(device))
        animate = animator(chosen.method, scene.painter, renderer, where)
        truth, index = read_conversations(coefficients), read_features(features)
        wanted = chosen_clips(index.clips, chosen.clips)
        for clip, listener in chosen_samples(read_samples(samples), wanted, chosen.sample):
            video = find_clip(clips, f"{clip.name}.listener.mp4")
            portrait = next(pictures(video, settings.size))
            (start,) = scene.vertices(clip.listener_id, truth[clip.name].listener.first(1))
            frames = animate(portrait, start, scene.vertices(clip.listener_id, listener))
            write_video(folder / f"{clip.name}.mp4", frames, fps=index.fps)


if __name__ == "__main__":
    parse(main)
