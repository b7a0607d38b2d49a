"""File of the generated listeners of a run and split: one row per clip, sample and frame."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float

from elp.coefficients import Coefficients
from elp.io.columns import read_parquet, to_array, write_parquet


@dataclass(frozen=True)
class Sample:
    """A generated listener of a clip, in the units of the tracked coefficients.

    The blink is `blink_probability` above a threshold; methods without probabilities have 0 or 1.
    """

    clip: str
    sample: int
    listener: Coefficients
    blink_probability: Float[np.ndarray, "T"]


def write_samples(path: Path, samples: list[Sample]) -> None:
    """Write samples in the given order."""
    lengths = [len(sample.listener) for sample in samples]
    columns = {
        "clip": np.repeat([sample.clip for sample in samples], lengths),
        "sample": np.repeat(np.array([s.sample for s in samples], dtype=np.int32), lengths),
        "frame": np.concatenate([np.arange(n, dtype=np.int32) for n in lengths]),
        "expression": np.concatenate([s.listener.expression for s in samples]).astype(np.float32),
        "pose": np.concatenate([s.listener.pose for s in samples]).astype(np.float32),
        "blink": np.concatenate([s.listener.blink for s in samples]),
        "blink_probability": np.concatenate([s.blink_probability for s in samples]).astype(
            np.float32
        ),
    }
    write_parquet(path, columns)


def read_samples(path: Path) -> list[Sample]:
    """Read a file written by `write_samples`.

    Raises
    ------
    DataError
        If the file is not a file of samples.
    """
    names = ["clip", "sample", "frame", "expression", "pose", "blink", "blink_probability"]
    table = read_parquet(path, names)
    columns = {name: to_array(table, name) for name in names}
    return list(_split(columns))


def _split(columns: dict[str, np.ndarray]) -> Iterator[Sample]:
    starts = np.flatnonzero(columns["frame"] == 0)
    for start, stop in zip(starts, [*starts[1:], len(columns["frame"])], strict=True):
        rows = slice(int(start), int(stop))
        listener = Coefficients(
            columns["expression"][rows],
            columns["pose"][rows],
            columns["blink"][rows].astype(bool),
        )
        yield Sample(
            str(columns["clip"][start]),
            int(columns["sample"][start]),
            listener,
            columns["blink_probability"][rows],
        )
