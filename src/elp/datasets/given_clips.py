"""Clips whose coefficients were extracted elsewhere, at the data set's frame rate.

N frames of a file, T frames of a clip, C columns.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Float64

from elp.coefficients import Coefficients
from elp.datasets.clip import COMMON, SHORTEST, Clip
from elp.datasets.coefficient_files import CoefficientFile, read_coefficient_file
from elp.errors import ClipSheetError, DataError, ElpError
from elp.io.files import inside

logger = logging.getLogger(__name__)

TOLERANCE = 5  # frames; a smaller difference in length of both files needs no remark


@dataclass(frozen=True)
class GivenClip:
    """Both people with the same number of frames, and the MFCC in the speaker's file, if any.

    Attributes
    ----------
    speaker, listener : Coefficients
    mfcc : array, shape (T, 29), or None
    layouts : tuple of str
        Names of the layouts of both files.
    blinks : tuple of bool
        Whether each file has blinks; otherwise the eyes count as open throughout.
    remark : str
        What was cut off, if it matters.
    """

    speaker: Coefficients
    listener: Coefficients
    mfcc: Float32[np.ndarray, "T 29"] | None
    layouts: tuple[str, str]
    blinks: tuple[bool, bool]
    remark: str

    @property
    def widths(self) -> tuple[int, int]:
        """Columns of expression and of pose."""
        return self.speaker.expression.shape[1], self.speaker.pose.shape[1]


def read_given_clip(clip: Clip, root: Path, fps: float) -> GivenClip:
    """Read both files of a clip, cut to the shorter, at a number of frames per second.

    Raises
    ------
    DataError
        If a file is faulty, the clip is too short, or one file ends long before the other.
    MediaError
        If a file lies outside the root.
    """
    files = [
        read_coefficient_file(inside(root, path))
        for path in (clip.speaker_coefficients, clip.listener_coefficients)
    ]
    shapes = [(file.expression.shape[1], file.pose.shape[1]) for file in files]
    if shapes[0] != shapes[1]:
        raise DataError(
            f"clip {clip.name}: the speaker has {_columns(shapes[0])}, the listener "
            f"{_columns(shapes[1])}; extract both in the same way"
        )
    frames, remark = _common_length(clip, [len(file) for file in files], fps)
    speaker, listener = (_at_rate(file, clip, frames, fps) for file in files)
    mfcc = files[0].mfcc
    return GivenClip(
        speaker=speaker,
        listener=listener,
        mfcc=None if mfcc is None else _interpolated(mfcc, _places(clip, frames, fps)),
        layouts=(files[0].layout, files[1].layout),
        blinks=(files[0].blink is not None, files[1].blink is not None),
        remark=remark,
    )


def check_given_clips(clips: Sequence[Clip], root: Path, fps: float) -> None:
    """Check all files of a data set before any is used.

    Raises
    ------
    ClipSheetError
        Listing every clip with a faulty file, with other widths than most clips, or with neither
        sound nor MFCC; or if some clips have sound and some MFCC.
    """
    faults: list[str] = []
    read: dict[str, GivenClip] = {}
    for clip in clips:
        try:
            read[clip.name] = read_given_clip(clip, root, fps)
        except ElpError as error:
            faults.append(f"clip {clip.name}: {str(error).removeprefix(f'clip {clip.name}: ')}")
            continue
        if not clip.audio and read[clip.name].mfcc is None:
            faults.append(
                f"clip {clip.name}: no speech; name a sound in the column `audio`, or add the "
                f"array mfcc (T, 29) to {root / clip.speaker_coefficients}"
            )
    faults += _unlike_most({name: clip.widths for name, clip in read.items()})
    sounds = {bool(clip.audio) for clip in clips}
    if len(sounds) > 1:
        faults.append(
            "some clips name `audio` and some do not; use either sounds or MFCC for all clips"
        )
    if faults:
        listing = "\n  ".join(faults)
        raise ClipSheetError(
            f"{root}: {len(faults)} faults of coefficient files; correct the files or remove their "
            f"clips, and run again:\n  {listing}"
        )
    _report(read)


def _report(clips: dict[str, GivenClip]) -> None:
    layouts = Counter(layout for clip in clips.values() for layout in clip.layouts)
    for layout, count in layouts.most_common():
        logger.info("%d files read as %s", count, layout)
    logger.info("%d clips with %s", len(clips), _columns(next(iter(clips.values())).widths))
    without = 2 * len(clips) - sum(sum(clip.blinks) for clip in clips.values())
    if without:
        logger.warning(
            "%d of %d files have no `blink`: their eyes count as open in all frames, so scores of "
            "blinks are meaningless. Save an array blink (T,) beside expression and pose",
            without,
            2 * len(clips),
        )


def _unlike_most(widths: dict[str, tuple[int, int]]) -> list[str]:
    if not widths:
        return []
    usual = Counter(widths.values()).most_common(1)[0][0]
    return [
        f"clip {clip}: {_columns(own)}, but most clips have {_columns(usual)}; extract all alike"
        for clip, own in widths.items()
        if own != usual
    ]


def _columns(widths: tuple[int, int]) -> str:
    return f"{widths[0]} of expression and {widths[1]} of pose"


def _rate(clip: Clip) -> float:
    if clip.fps is None:
        raise DataError(f"clip {clip.name}: no frame rate; set `fps` of the data set")
    return clip.fps


def _common_length(clip: Clip, counts: list[int], fps: float) -> tuple[int, str]:
    """Number of frames that both files cover, and a remark if one loses more than a few."""
    lengths = [count / _rate(clip) - clip.start for count in counts]
    requested = inf if clip.end is None else clip.end - clip.start
    common = min(*lengths, requested)
    longest = max(lengths) if clip.end is None else requested
    listing = f"speaker {lengths[0]:.2f} s, listener {lengths[1]:.2f} s"
    if common < max(COMMON * longest, SHORTEST) - 1e-6:
        raise DataError(
            f"clip {clip.name}: only {max(common, 0):.2f} of {longest:.2f} s are in both files "
            f"({listing}); half of them and {SHORTEST:g} s are needed: give files of one "
            "conversation, or correct `start`, `end` and `fps` in the clip sheet"
        )
    cut = longest - common > TOLERANCE / fps
    return floor(common * fps + 1e-6), f"cut to {common:.2f} s ({listing})" if cut else ""


def _at_rate(file: CoefficientFile, clip: Clip, frames: int, fps: float) -> Coefficients:
    """Interpolate linearly, also rotations: a head turns little in a frame."""
    places = _places(clip, frames, fps)
    blink = np.zeros(len(file), bool) if file.blink is None else file.blink
    nearest = np.clip(np.floor(places + 0.5).astype(int), 0, len(file) - 1)
    return Coefficients(
        _interpolated(file.expression, places),
        _interpolated(file.pose, places),
        blink[nearest],
    )


def _places(clip: Clip, frames: int, fps: float) -> Float64[np.ndarray, "T"]:
    """Positions of the clip's frames among the file's frames."""
    return (clip.start + np.arange(frames) / fps) * _rate(clip)


def _interpolated(
    values: Float32[np.ndarray, "N C"], places: Float64[np.ndarray, "T"]
) -> Float32[np.ndarray, "T C"]:
    columns = [np.interp(places, np.arange(len(values)), column) for column in values.T]
    return np.stack(columns, axis=1).astype(np.float32)
