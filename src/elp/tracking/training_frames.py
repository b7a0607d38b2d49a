"""TrainingFrames of a data set, and the landmarks of some of them without the head's pose.

Files are read one after the other: first what little chooses the frames, then these frames alone.
Letters: N frames.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Int

from elp.datasets.clip import Clip
from elp.errors import DataError
from elp.tracking.alignment import see
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.observations import read_observations

_BATCH = 1000  # frames aligned at a time


@dataclass(frozen=True)
class TrainingFrames:
    """TrainingFrames of a data set in which a face was found; rows of its files."""

    file: Int[np.ndarray, "N"]
    row: Int[np.ndarray, "N"]
    person: np.ndarray
    track: Int[np.ndarray, "N"]  # number of the clip and role
    frame: Int[np.ndarray, "N"]
    blendshapes: Float32[np.ndarray, "N 52"]
    ratio: Float32[np.ndarray, "N"]
    names: tuple[str, ...]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.row)


def people_of(clips: Iterable[Clip]) -> dict[tuple[str, str], str]:
    """Person by clip and role."""
    return {(clip.name, role): person for clip in clips for role, person in clip.people.items()}


def list_frames(files: Sequence[Path], people: dict[tuple[str, str], str]) -> TrainingFrames:
    """All frames with a face of the clips that have people, without their landmarks.

    Raises
    ------
    DataError
        If there is no such frame.
    """
    columns: dict[str, list[np.ndarray]] = {name: [] for name in TrainingFrames.__annotations__}
    names: tuple[str, ...] = ()
    track = 0
    for number, path in enumerate(files):
        seen = read_observations(path)
        names, first = seen.names, 0
        for clip, role, part in seen.participants():
            rows = np.flatnonzero(part.found)
            if (clip, role) in people:
                columns["file"].append(np.full(len(rows), number))
                columns["row"].append(first + rows)
                columns["person"].append(np.full(len(rows), people[clip, role]))
                columns["track"].append(np.full(len(rows), track))
                columns["frame"].append(part.frame[rows])
                columns["blendshapes"].append(part.blendshapes[rows])
                columns["ratio"].append(part.ratio[rows])
            first, track = first + len(part), track + 1
    if not sum(len(rows) for rows in columns["row"]):
        raise DataError(
            f"no face in any clip of {', '.join(map(str, files))}; "
            "results/clips/*/*/clips.csv and the logs of rule 'landmarks' say why"
        )
    del columns["names"]
    return TrainingFrames(
        **{name: np.concatenate(parts) for name, parts in columns.items()}, names=names
    )


def read_aligned(
    files: Sequence[Path],
    frames: TrainingFrames,
    chosen: Int[np.ndarray, "n"],
    mesh: CanonicalMesh,
    field_of_view: float,
) -> Float32[np.ndarray, "n 468 3"]:
    """Landmarks of chosen frames in the template's frame, in cm."""
    aligned = np.empty((len(chosen), len(mesh.vertices), 3), np.float32)
    for number, path in enumerate(files):
        places = np.flatnonzero(frames.file[chosen] == number)
        if len(places):
            seen = read_observations(path)
            for part in np.array_split(places, 1 + len(places) // _BATCH):
                landmarks = seen.mesh[frames.row[chosen[part]]]
                sight = see(landmarks, mesh.vertices, mesh.weights, field_of_view)
                aligned[part] = sight.aligned
    return aligned
