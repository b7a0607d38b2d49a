"""What the clips step leaves in a shard's folder, and what parts of a clip must have in common."""

import csv
import logging
import wave
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import Float32

from elp.clip_sheet import Clip
from elp.errors import MediaError
from elp.files import atomic

logger = logging.getLogger(__name__)

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


def cut_each(
    clips: Iterable[Clip], folder: Path, cut: Callable[[Clip, Path], CutClip], again: str
) -> list[CutClip]:
    """Cut clips one by one into a new folder; one that cannot be cut is excluded with its reason.

    Parameters
    ----------
    clips : iterable of Clip
        Of one shard.
    folder : Path
        Gets the clips' files, named `{clip}.…`, and the table clips.csv; complete or not at all.
    cut : callable
        Cuts one clip into a folder; a `MediaError` excludes it.
    again : str
        What to mend, and how to run again, for the warning that lists the excluded clips.

    Returns
    -------
    list of CutClip
        What became of them, in the order given.
    """
    clips = list(clips)
    done: list[CutClip] = []
    with atomic(folder) as temporary:
        temporary.mkdir()
        for number, clip in enumerate(clips, start=1):
            try:
                found = cut(clip, temporary)
            except MediaError as error:
                for part in ("speaker.mp4", "listener.mp4", "wav"):
                    (temporary / f"{clip.clip}.{part}").unlink(missing_ok=True)
                found = CutClip(clip.clip, "excluded", str(error), 0)
            state = f"{found.frames} frames {found.reason}"
            logger.info("%d of %d: %s: %s", number, len(clips), clip.clip, state.strip())
            done.append(found)
        _write_cut_clips(temporary / "clips.csv", done)
    if excluded := [clip.clip for clip in done if clip.status == "excluded"]:
        # Files of one's own are no inputs that the workflow watches: they may be terabytes.
        logger.warning(
            "%d of %d clips are excluded, with the reasons above: %s; %s",
            len(excluded),
            len(done),
            ", ".join(excluded),
            again,
        )
    return done


def write_wav(path: Path, samples: Float32[np.ndarray, " N"], rate: int) -> None:
    """Write mono samples in [-1, 1] with 16 bits."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes((samples * 32768).clip(-32768, 32767).astype("<i2").tobytes())


def _write_cut_clips(path: Path, clips: Iterable[CutClip]) -> None:
    with path.open("w", newline="") as table:
        writer = csv.DictWriter(table, [field.name for field in fields(CutClip)])
        writer.writeheader()
        writer.writerows(asdict(clip) for clip in clips)
