"""Strips: the speaker, the real listener and every run's listener side by side (results/strips)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from elp.clips.pictures import pictures
from elp.features.store import FeatureClip
from elp.io.files import atomic
from elp.media.strips import RATE, StripColumn, write_strip
from elp.media.video import read_sound
from elp.renders.inputs import RenderInputs


@dataclass(frozen=True)
class RenderedRun:
    """A run's title, and the folders of its photos and its meshes."""

    title: str
    photos: Path
    meshes: Path


def rendered_runs(
    titles: Sequence[str], photos: Sequence[Path], meshes: Sequence[Path]
) -> list[RenderedRun]:
    """Runs from lists in the same order."""
    return [RenderedRun(*run) for run in zip(titles, photos, meshes, strict=True)]


def write_strips(folder: Path, inputs: RenderInputs, runs: Sequence[RenderedRun]) -> None:
    """Write a folder with `{clip}.mp4` for each clip, complete or not at all.

    Photos are above, meshes below, and the sound is the speaker's.
    """
    size = inputs.scene.painter.settings.size
    with atomic(folder) as temporary:
        temporary.mkdir()
        for clip in inputs.clips:
            columns = [_real(inputs, clip, "speaker"), _real(inputs, clip, "listener")]
            for run in runs:
                videos = [part / f"{clip.name}.mp4" for part in (run.photos, run.meshes)]
                columns.append(StripColumn(run.title, [pictures(video, size) for video in videos]))
            sound = read_sound(inputs.sound(clip), rate=RATE)
            write_strip(temporary / f"{clip.name}.mp4", columns, sound, inputs.fps)


def _real(inputs: RenderInputs, clip: FeatureClip, role: str) -> StripColumn:
    """A real person's video, and the mesh of the tracked coefficients."""
    person = clip.speaker_id if role == "speaker" else clip.listener_id
    vertices = inputs.scene.vertices(person, getattr(inputs.truth[clip.name], role))
    meshes = inputs.scene.painter.paint_all(vertices)
    return StripColumn(role, [inputs.photos(clip, role), meshes])
