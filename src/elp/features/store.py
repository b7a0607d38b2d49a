"""Features of one split: a memory-mapped Arrow file, one row per frame, one clip after another."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from jaxtyping import Bool, Float
from pydantic import BaseModel, ConfigDict, Field

from elp.errors import DataError
from elp.io.arrays import read_arrays, write_arrays
from elp.io.columns import metadata_of, to_array, to_table
from elp.io.files import atomic


class FeatureClip(BaseModel):
    """A clip's position in the file, its people and its emotion."""

    model_config = ConfigDict(populate_by_name=True)

    name: str = Field(alias="clip")
    start: int
    frames: int
    emotion: str
    speaker_id: str
    listener_id: str

    @property
    def rows(self) -> slice:
        """Rows of the clip."""
        return slice(self.start, self.start + self.frames)


ARRAYS = (
    "mfcc",
    "style",
    "speaker_expression",
    "speaker_pose",
    "speaker_blink",
    "listener_expression",
    "listener_pose",
    "listener_blink",
)


@dataclass(frozen=True)
class FeatureSet:
    """All frames of one split; all but the blinks are z-scored by the training split.

    `fps` is the frame rate.
    `style` is σ(β) ⊕ σ(∂β/∂t) ⊕ σ(∂p/∂t) of the speaker (Eq. 1 without a(t)): 2·Dβ + Dp columns.
    """

    clips: tuple[FeatureClip, ...]
    emotions: tuple[str, ...]
    fps: float
    mfcc: Float[np.ndarray, "F 29"]
    style: Float[np.ndarray, "F S"]
    speaker_expression: Float[np.ndarray, "F D"]
    speaker_pose: Float[np.ndarray, "F P"]
    speaker_blink: Bool[np.ndarray, "F"]
    listener_expression: Float[np.ndarray, "F D"]
    listener_pose: Float[np.ndarray, "F P"]
    listener_blink: Bool[np.ndarray, "F"]

    def emotion_index(self, clip: FeatureClip) -> int:
        """Position of the clip's emotion among the N emotions."""
        return self.emotions.index(clip.emotion)


def write_features(path: Path, features: FeatureSet) -> None:
    """Write an uncompressed Arrow file that readers can map into memory."""
    metadata = {
        "clips": [clip.model_dump(by_alias=True) for clip in features.clips],
        "emotions": list(features.emotions),
        "fps": features.fps,
    }
    columns = {
        name: values.astype(np.uint8) if values.dtype == bool else values
        for name, values in ((name, getattr(features, name)) for name in ARRAYS)
    }
    table = to_table(columns, metadata)
    with (
        atomic(path) as temporary,
        pa.OSFile(str(temporary), "wb") as sink,
        pa.ipc.new_file(sink, table.schema) as writer,
    ):
        writer.write_table(table)


def read_features(path: Path) -> FeatureSet:
    """Map a file written by `write_features` into memory; data are read when they are used.

    Raises
    ------
    DataError
        If the file was not written by `write_features`.
    """
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        metadata = metadata_of(table)
        arrays = {name: to_array(table, name) for name in ARRAYS}
        clips = tuple(FeatureClip.model_validate(clip) for clip in metadata["clips"])
        emotions, fps = tuple(metadata["emotions"]), float(metadata["fps"])
    except (ValueError, KeyError, OSError) as error:  # ArrowInvalid is a ValueError
        raise DataError(f"{path}: {error}; delete it and run the workflow again") from error
    for name in ("speaker_blink", "listener_blink"):
        arrays[name] = arrays[name].view(bool)
    return FeatureSet(clips=clips, emotions=emotions, fps=fps, **arrays)


@dataclass(frozen=True)
class Statistics:
    """Mean and standard deviation of each feature over the training split."""

    mean: dict[str, np.ndarray]
    std: dict[str, np.ndarray]

    def normalise(self, name: str, values: np.ndarray) -> np.ndarray:
        """Z-scores of a feature, e.g. `listener_expression`, as float32."""
        scored: np.ndarray = ((values - self.mean[name]) / self.std[name]).astype(np.float32)
        return scored

    def denormalise(self, name: str, values: np.ndarray) -> np.ndarray:
        """The inverse of `normalise`."""
        restored: np.ndarray = (values * self.std[name] + self.mean[name]).astype(np.float32)
        return restored

    def save(self, path: Path) -> None:
        """Write to an ``.npz`` file."""
        arrays = {f"mean_{name}": values for name, values in self.mean.items()}
        arrays |= {f"std_{name}": values for name, values in self.std.items()}
        write_arrays(path, arrays)

    @classmethod
    def load(cls, path: Path) -> "Statistics":
        """Read a file written by `save`.

        Raises
        ------
        DataError
            If the file was not written by `save`.
        """
        arrays = read_arrays(path)
        return cls(
            {name[5:]: values for name, values in arrays.items() if name.startswith("mean_")},
            {name[4:]: values for name, values in arrays.items() if name.startswith("std_")},
        )
