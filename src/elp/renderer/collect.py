"""Collect training frames of the renderer from cut clips and their tracked coefficients."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from elp.clips.folder import ClipFolder
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients
from elp.config.mesh import MeshSettings
from elp.config.renderer import RendererSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.datasets.clip import Clip
from elp.mesh.scene import MeshScene
from elp.renderer.frames import COLUMNS, RendererFrames, compress, write_frames
from elp.tracking.coefficient_table import read_coefficients


def mesh_settings(network: RendererSettings) -> MeshSettings:
    """Meshes as the renderer sees them."""
    return MeshSettings(size=network.size, style=network.mesh_style)


def write_training_frames(
    path: Path, sheet: Path, clips: Path, coefficients: Path, scene: MeshScene, every: int
) -> None:
    """Write the training frames of a shard.

    Parameters
    ----------
    path : Path
        The Parquet file (`elp.renderer.frames`).
    sheet : Path
        The canonical clip sheet; only its training split is used.
    clips, coefficients : Path
        Cut clips and tracked coefficients of the shard.
    scene : MeshScene
        Draws the meshes.
    every : int
        See `collect_frames`.
    """
    training = [clip for clip in read_canonical(sheet) if clip.split == "train"]
    write_frames(
        path, collect_frames(training, read_coefficients([coefficients]), [clips], scene, every)
    )


def collect_frames(
    clips: Sequence[Clip],
    tracks: dict[str, dict[str, Coefficients]],
    folders: Sequence[Path],
    scene: MeshScene,
    every: int,
) -> RendererFrames:
    """Every n-th frame of everybody in the tracked clips, and all frames of their blinks.

    Eyes are closed in one frame of twenty; sampled evenly, a renderer sees too few closed eyes.

    Parameters
    ----------
    clips : sequence of Clip
        Clips of one split.
    tracks : dict
        Coefficients of a shard, by clip and role.
    folders : sequence of Path
        Folders of the shard's cut clips.
    scene : MeshScene
        Draws the meshes, in the size of the pictures.
    every : int
        n, for frames outside blinks.
    """
    rows: dict[str, list[object]] = {name: [] for name in COLUMNS}
    for clip in clips:
        for role, motion in tracks.get(clip.name, {}).items():
            # The lids as tracked: no blink is added.
            vertices = scene.surface(clip.people[role]).vertices(motion.expression, motion.pose)
            video = ClipFolder(*folders).video(clip.name, role)
            frames = pictures(video, scene.painter.settings.size)
            for number, (picture, points) in enumerate(zip(frames, vertices, strict=False)):
                if number % every == 0 or motion.blink[number]:
                    rows["track"].append(f"{clip.name}.{role}")
                    rows["picture"].append(compress(picture))
                    rows["mesh"].append(compress(scene.painter.paint(points)))
    return RendererFrames(**{name: np.array(values, dtype=object) for name, values in rows.items()})
