"""Put speaker, real listener and generated ones side by side (rule strips)."""

from pathlib import Path

from elp.clips.folder import find_clip
from elp.clips.pictures import pictures
from elp.config.mesh import MeshSettings
from elp.config.renders import RenderSettings
from elp.features.store import read_features
from elp.io.files import atomic
from elp.media.strips import RATE, StripColumn, write_strip
from elp.media.video import read_sound
from elp.mesh.scene import MeshScene, chosen_clips
from elp.tracking.coefficient_table import read_conversations
from elp.workflow.job import job, parse


def main(
    *,
    meshes: list[Path],
    photos: list[Path],
    titles: list[str],
    features: Path,
    coefficients: list[Path],
    clips: list[Path],
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
        truth, index = read_conversations(coefficients), read_features(features)
        for clip in chosen_clips(index.clips, chosen.clips):
            columns = []
            for role, person in (("speaker", clip.speaker_id), ("listener", clip.listener_id)):
                vertices = scene.vertices(person, getattr(truth[clip.name], role))
                video = find_clip(clips, f"{clip.name}.{role}.mp4")
                rows = (pictures(video, settings.size), scene.painter.paint_all(vertices))
                columns.append(StripColumn(role, rows))
            for title, folders in zip(titles, zip(photos, meshes, strict=True), strict=True):
                shown = [folder / f"{clip.name}.mp4" for folder in folders]
                columns.append(StripColumn(title, [pictures(v, settings.size) for v in shown]))
            sound = read_sound(find_clip(clips, f"{clip.name}.wav"), rate=RATE)
            write_strip(folder / f"{clip.name}.mp4", columns, sound, index.fps)


if __name__ == "__main__":
    parse(main)
