"""What the clips step leaves in a shard's folder, and what parts of a clip must have in common."""

import csv
import wave
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import Float32

from elp.errors import MediaError

SHORTEST = 1.0  # seconds; less is no conversation
SLACK = 0.5  # seconds of sound that may lack at the end: they are filled with silence
COMMON = 0.5  # share of the longest part of a clip that its parts must have in common


@dataclass(frozen=True)
class CutClip:
    """A row of the table of cut clips.

    Attributes
    ----------
    clip : str
        Its name.
    status : str
        `excluded` clips have no files.
    reason : str
        Why it is excluded, and the remedy; of an `ok` clip: what was cut off, if it matters.
    frames : int
        Of both people; 0 if excluded.
    """

    clip: str
    status: Literal["ok", "excluded"]
    reason: str
    frames: int


def inside(root: Path, relative: str) -> Path:
    """A path below the root.

    Raises
    ------
    MediaError
        If it leads out of the root, by `..` or through a link.
    """
    path = root / relative
    if not path.resolve().is_relative_to(root.resolve()):
        raise MediaError(
            f"{path} leads out of the data set's root {root}; put the file itself there"
        )
    return path


def write_cut_clips(path: Path, clips: Iterable[CutClip]) -> None:
    """Write the table of cut clips."""
    with path.open("w", newline="") as table:
        writer = csv.DictWriter(table, [field.name for field in fields(CutClip)])
        writer.writeheader()
        writer.writerows(asdict(clip) for clip in clips)


def write_wav(path: Path, samples: Float32[np.ndarray, " N"], rate: int) -> None:
    """Write mono samples in [-1, 1] with 16 bits."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes((samples * 32768).clip(-32768, 32767).astype("<i2").tobytes())
