"""Frames to learn from, and the landmarks of chosen ones without the head's pose.

Files are read one at a time: first the columns that choose frames, then the landmarks of the chosen
frames. Letters: N frames.
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
    """Frames with a face, as rows of a data set's landmark files."""

    file: Int[np.ndarray, "N"]
    row: Int[np.ndarray, "N"]
    person: np.ndarray
    participant: Int[np.ndarray, "N"]  # number of the clip and role
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
    """All frames with a face in the clips of the given people, without landmarks.

    Raises
    ------
    DataError
        If there is none.
    """
    columns: dict[str, list[np.ndarray]] = {name: [] for name in TrainingFrames.__annotations__}
    names: tuple[str, ...] = ()
    participant = 0
    for number, path in enumerate(files):
        shard = read_observations(path)
        names, first = shard.names, 0
        for clip, role, observations in shard.participants():
            rows = np.flatnonzero(observations.found)
            if (clip, role) in people:
                columns["file"].append(np.full(len(rows), number))
                columns["row"].append(first + rows)
                columns["person"].append(np.full(len(rows), people[clip, role]))
                columns["participant"].append(np.full(len(rows), participant))
                columns["frame"].append(observations.frame[rows])
                columns["blendshapes"].append(observations.blendshapes[rows])
                columns["ratio"].append(observations.ratio[rows])
            first, participant = first + len(observations), participant + 1
    if not sum(len(rows) for rows in columns["row"]):
        raise DataError(
            f"no face in any clip of {', '.join(map(str, files))}; "
            "see results/clips/*/*/clips.csv and the logs of rule 'landmarks'"
        )
    del columns["names"]
    return TrainingFrames(
        **{name: np.concatenate(values) for name, values in columns.items()}, names=names
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
            observations = read_observations(path)
            for batch in np.array_split(places, 1 + len(places) // _BATCH):
                landmarks = observations.mesh[frames.row[chosen[batch]]]
                sight = see(landmarks, mesh.vertices, mesh.weights, field_of_view)
                aligned[batch] = sight.aligned
    return aligned
