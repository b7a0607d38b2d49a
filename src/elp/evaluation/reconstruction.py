"""Reconstructions: held-out people driven by their own motion, compared with their real frames.

Letters: S pixels a side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from elp.clips.folder import ClipFolder
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients
from elp.datasets.canonical_sheet import read_canonical
from elp.datasets.clip import Clip
from elp.errors import DataError
from elp.evaluation.picture_scores import PictureComparison, Pictures
from elp.mesh.scene import MeshScene
from elp.renderer.animators import Animator
from elp.tracking.coefficient_table import read_coefficients
from elp.tracking.observations import Observations, read_observations


@dataclass(frozen=True)
class HeldOutFiles:
    """Files of a data set that its test clips are read from.

    Attributes
    ----------
    dataset : str
        Name.
    sheet : Path
        The canonical clip sheet.
    coefficients, landmarks, clips : tuple of Path
        Of all shards.
    """

    dataset: str
    sheet: Path
    coefficients: tuple[Path, ...]
    landmarks: tuple[Path, ...]
    clips: tuple[Path, ...]


@dataclass(frozen=True)
class HeldOut:
    """The test clips of a data set, with what tracking made of them.

    Attributes
    ----------
    dataset : str
        Name.
    clips : mapping
        The test clips by name.
    people : mapping
        Coefficients by clip and role; clips of other splits are ignored.
    landmarks : mapping
        Landmarks of the real frames by clip and role.
    folders : sequence of Path
        Folders of the cut clips.
    """

    dataset: str
    clips: Mapping[str, Clip]
    people: Mapping[str, Mapping[str, Coefficients]]
    landmarks: Mapping[tuple[str, str], Observations]
    folders: Sequence[Path]

    @classmethod
    def read(cls, files: HeldOutFiles) -> "HeldOut":
        """Read a data set's clip sheet, and the coefficients and landmarks of its shards."""
        clips = {clip.name: clip for clip in read_canonical(files.sheet) if clip.split == "test"}
        observed = {
            (clip, role): track
            for path in files.landmarks
            for clip, role, track in read_observations(path).participants()
            if clip in clips
        }
        people = read_coefficients(files.coefficients)
        return cls(files.dataset, clips, people, observed, files.clips)


def reconstruct(
    held_out: HeldOut,
    scene: MeshScene,
    animate: Animator,
    comparison: PictureComparison,
    method: str,
) -> list[dict[str, object]]:
    """Scores of each test clip, a row each: the listener, or the speaker of a talking head.

    Parameters
    ----------
    held_out : HeldOut
        The clips.
    scene : MeshScene
        The people's faces.
    animate : Animator
        Moves a first frame.
    comparison : PictureComparison
        Scores the pictures.
    method : str
        Name of the animator, for the rows.

    Raises
    ------
    DataError
        If no test clip was tracked.
    """
    names = {"dataset": held_out.dataset, "method": method, "trunk": comparison.trunk.name}
    rows = []
    for name, roles in held_out.people.items():
        if name in held_out.clips:
            role = "listener" if "listener" in roles else "speaker"
            video = ClipFolder(*held_out.folders).video(name, role)
            real = np.stack(list(pictures(video, scene.painter.settings.size)))
            surface = scene.surface(held_out.clips[name].people[role])
            vertices = surface.vertices(roles[role].expression, roles[role].pose)
            frames = animate(real[0], vertices[0], vertices)
            scores = compare_frames(comparison, frames, real, held_out.landmarks[name, role])
            person = held_out.clips[name].people[role]
            rows.append({**names, "clip": name, "person": person, **scores})
    if not rows:
        raise DataError(
            f"{held_out.dataset}: no clip of split `test` was tracked; the logs of rule "
            "'coefficients' say why"
        )
    return rows


def compare_frames(
    comparison: PictureComparison,
    frames: Iterable[UInt8[np.ndarray, "S S 3"]],
    real: Pictures,
    observed: Observations,
) -> dict[str, float]:
    """Scores of generated frames, up to the shorter of the two clips."""
    generated = np.stack(list(islice(frames, len(real))))
    return comparison.compare(generated, real[: len(generated)], observed[: len(generated)])
