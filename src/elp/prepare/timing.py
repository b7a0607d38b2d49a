"""Remarks on whether a recording's sounds are in time with the mouth and with each other.

Letters: T frames at 25 a second, N samples of sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32

from elp.errors import MediaError
from elp.media.probe import MediaInfo
from elp.media.video import read_sound
from elp.prepare.speaking import RATE, loudness
from elp.prepare.synchrony import MICROPHONES, MOUTH, Timing, audible, judge


@dataclass(frozen=True)
class TimingRemark:
    """A finding in words; `faulty` if the user should act on it."""

    text: str
    faulty: bool


def mouth_remark(movement: Float[np.ndarray, "T"], level: Float[np.ndarray, "T"]) -> TimingRemark:
    """Whether a sound is in time with the mouth of the person who speaks.

    Parameters
    ----------
    movement : array, shape (T,)
        See `elp.prepare.synchrony.movement`.
    level : array, shape (T,)
        Loudness, in decibels.
    """
    timing = judge(movement, audible(level), MOUTH)
    about = "sound and mouth"
    if timing.outcome == "shifted":
        return TimingRemark(
            f"{about}: the sound is {_late(timing.late[0])}; shift it by that much", True
        )
    return _remark(about, "the sound", timing)


def track_remarks(tracks: Sequence[MediaInfo], frames: int) -> list[TimingRemark]:
    """Whether sound tracks of the same talk are in time: each compared with the first.

    Parameters
    ----------
    tracks : sequence of MediaInfo
        Videos or sound files.
    frames : int
        T; later sound is ignored.
    """
    if len(tracks) < 2:
        return []
    first = audible(loudness(_read(tracks[0]), frames))
    remarks = []
    for track in tracks[1:]:
        try:
            sound = _read(track)
        except MediaError as error:  # the clips may not need this track
            remarks.append(TimingRemark(str(error), True))
            continue
        timing = judge(first, audible(loudness(sound, frames)), MICROPHONES)
        remarks.append(_track_remark(tracks[0].path.name, track.path.name, timing))
    return remarks


def _read(track: MediaInfo) -> Float32[np.ndarray, " N"]:
    return read_sound(track.path, rate=RATE, info=track)


def _track_remark(first: str, second: str, timing: Timing) -> TimingRemark:
    about = f"{first} and {second}, compared by sound"
    if timing.outcome == "shifted":
        seconds = timing.late[0]
        late = second if seconds > 0 else first
        text = f"{late} is {abs(seconds):.2f} s late; cut that much from its start"
        return TimingRemark(f"{about}: {text}", True)
    return _remark(about, second, timing)


def _remark(about: str, second: str, timing: Timing) -> TimingRemark:
    if timing.outcome != "drifting":
        return TimingRemark(f"{about}: {timing.outcome}", False)
    first, last = (
        f"{_late(late)} at {_clock(at)}" for late, at in zip(timing.late, timing.at, strict=True)
    )
    text = f"they drift apart; {second} is {first} and {last}; bring both to one clock"
    return TimingRemark(f"{about}: {text}", True)


def _late(seconds: float) -> str:
    return f"{abs(seconds):.2f} s {'late' if seconds > 0 else 'early'}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
