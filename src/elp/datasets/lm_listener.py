"""The segments that lm-listener released, with the user's sounds, because none are released.

T frames at 30 per second.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from jaxtyping import Float32

from elp.config.data import DatasetSettings, Split
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import checked
from elp.datasets.talking_heads import SUFFIXES
from elp.datasets.torch_files import read_torch_file
from elp.errors import ClipSheetError, DataError, ElpError
from elp.io.arrays import write_arrays
from elp.io.files import atomic, inside
from elp.media.audio import RATE, write_wav
from elp.media.video import read_sound

logger = logging.getLogger(__name__)

FPS = 30
EXPRESSION, POSE = 50, 6
PARTS: dict[Split, str] = {"train": "train", "valid": "val", "test": "test"}
LISTENER, SPEAKER = "p0", "p1"
LISTED = 20  # faults in a message


@dataclass(frozen=True)
class Segment:
    """One conversation.

    Attributes
    ----------
    name : str
        Name of its clip.
    split : str
    listener : str
        Name of the person.
    source : str
        The release's name of the recording.
    start, end : float
        In seconds of the recording.
    motion : dict
        Expression, shape (T, 50), and pose, shape (T, 6), by `listener` and `speaker`.
    """

    name: str
    split: Split
    listener: str
    source: str
    start: float
    end: float
    motion: dict[str, tuple[Float32[np.ndarray, "T 50"], Float32[np.ndarray, "T 6"]]]

    def sound(self, root: Path) -> Path:
        """The user's sound of the recording.

        Raises
        ------
        MediaError
            If the release's name lies outside the root.
        """
        name = PurePosixPath(self.source)
        known = name.suffix.lower() in (*SUFFIXES, ".wav")
        return inside(root, f"audios/{name.with_suffix('') if known else name}.wav")

    def write(self, root: Path, folder: Path, prefix: str) -> Clip:
        """Write both people and the sound into a folder; return the clip for a sheet beside it.

        Raises
        ------
        MediaError
            If the sound cannot be read.
        """
        samples = read_sound(self.sound(root), rate=RATE, start=self.start, end=self.end)
        write_wav(folder / f"{self.name}.wav", samples, RATE)
        for role, (expression, pose) in self.motion.items():
            arrays = {"expression": expression, "pose": pose}
            write_arrays(folder / f"{self.name}.{role}.npz", arrays)
        return Clip(
            name=self.name,
            split=self.split,
            speaker_coefficients=f"{prefix}/{self.name}.speaker.npz",
            listener_coefficients=f"{prefix}/{self.name}.listener.npz",
            audio=f"{prefix}/{self.name}.wav",
            speaker_id=f"guest of {self.listener} in {self.source}",
            listener_id=self.listener,
            fps=FPS,
        )


def unpack_lm_listener(root: Path, settings: DatasetSettings, folder: Path) -> list[Clip]:
    """Write the clips of all segments into a folder, and list them.

    Parameters
    ----------
    root : Path
        Contains `segments_{train|val|test}.pth`, directly or in folders named after the listeners,
        and `audios/{fname}.wav`.
    settings : DatasetSettings
        The splits to write.
    folder : Path
        Where `{clip}.{speaker|listener}.npz` and `{clip}.wav` are written, all or none.

    Raises
    ------
    DataError
        Listing files that are damaged or hold other than arrays, numbers and text, segments with
        faults, and missing sounds.
    ClipSheetError
        If there are no segments, or a person is in two splits that must not share people.
    """
    files = [
        (split, path)
        for split in settings.splits
        if split in PARTS
        for path in sorted(root.rglob(f"segments_{PARTS[split]}.pth"))
    ]
    if not files:
        raise ClipSheetError(
            f"{root} has no segments_train.pth, directly or in a folder; set `root` to "
            "lm-listener's data set folder"
        )
    clips: list[Clip] = []
    faults: list[str] = []
    with atomic(folder) as temporary:
        temporary.mkdir()
        for split, path in files:
            before = len(clips)
            for number, entry in enumerate(_entries(path)):
                try:
                    segment = _segment(entry, number, split, path, root)
                    clips.append(segment.write(root, temporary, folder.name))
                except ElpError as error:
                    faults.append(f"{path.relative_to(root)}, segment {number}: {error}")
            logger.info("%s: %d segments", path, len(clips) - before)
        if faults:
            more = f"\n  and {len(faults) - LISTED} more" if len(faults) > LISTED else ""
            listing = "\n  ".join(faults[:LISTED])
            raise DataError(
                f"{root}: {len(faults)} segments have faults; correct them, and put missing "
                f"sounds at audios/{{fname}}.wav:\n  {listing}{more}"
            )
    return checked(clips, settings, root)


def _entries(path: Path) -> list[Mapping[str, Any]]:
    entries = read_torch_file(path)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DataError(f"{path} does not hold a list of segments; get it again")
    return entries


def _segment(
    entry: Mapping[str, Any], number: int, split: Split, path: Path, root: Path
) -> Segment:
    try:
        start, end = float(entry["split_start_time"]), float(entry["split_end_time"])
        motion = {
            role: (
                _array(entry, f"{person}_exp", EXPRESSION),
                _array(entry, f"{person}_pose", POSE),
            )
            for role, person in (("listener", LISTENER), ("speaker", SPEAKER))
        }
        source = entry["fname"]
    except KeyError as error:
        raise DataError(f"lacks {error}; it has {sorted(map(str, entry))}") from error
    except (TypeError, ValueError) as error:
        raise DataError(f"its times are not numbers ({error})") from error
    lengths = {len(values) for both in motion.values() for values in both}
    if len(lengths) > 1:
        raise DataError(f"has arrays of {sorted(lengths)} frames; all must have the same number")
    if not isinstance(source, str) or not source or not 0 <= start < end < float("inf"):
        raise DataError(f"has no valid recording or times: {source!r}, {start} to {end} s")
    listener = path.parent.name if path.parent != root else root.resolve().name
    return Segment(
        name=f"{listener}_{PARTS[split]}_{number:05d}",
        split=split,
        listener=listener,
        source=source,
        start=start,
        end=end,
        motion=motion,
    )


def _array(entry: Mapping[str, Any], name: str, width: int) -> Float32[np.ndarray, "T W"]:
    values = np.asarray(entry[name])
    if values.ndim != 2 or values.shape[1] != width or values.dtype.kind not in "iuf":
        raise DataError(f"{name} has the shape {values.shape} of {values.dtype}, not (T, {width})")
    return values.astype(np.float32)
