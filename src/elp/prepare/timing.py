"""What is said about the time of a recording's sounds, against the mouth and against each other.

Letters: T frames at 25 a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float

from elp.errors import MediaError
from elp.media.video import read_sound
from elp.prepare.speaking import RATE, loudness
from elp.prepare.synchrony import MICROPHONES, MOUTH, Timing, audible, judge


@dataclass(frozen=True)
class TimingRemark:
    """What was found, in words; `faulty` if the user should act."""

    text: str
    faulty: bool


def note_of_mouth(movement: Float[np.ndarray, "T"], level: Float[np.ndarray, "T"]) -> TimingRemark:
    """Whether a sound is in time with the mouth of the one who speaks.

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
            f"{about}: the sound is {_late(timing.late[0])}; shift it by as much", True
        )
    return _note(about, "the sound", timing)


def notes_of_tracks(tracks: Sequence[Path], frames: int) -> list[TimingRemark]:
    """Whether sound tracks that heard the same talk keep together: each against the first.

    Parameters
    ----------
    tracks : sequence of Path
        Videos or sound files.
    frames : int
        T; what comes later does not count.
    """
    if len(tracks) < 2:
        return []
    first = audible(loudness(read_sound(tracks[0], rate=RATE), frames))
    notes = []
    for track in tracks[1:]:
        try:
            sound = read_sound(track, rate=RATE)
        except MediaError as error:  # the clips may do without this one
            notes.append(TimingRemark(str(error), True))
            continue
        timing = judge(first, audible(loudness(sound, frames)), MICROPHONES)
        notes.append(_note_of_tracks(tracks[0].name, track.name, timing))
    return notes


def _note_of_tracks(first: str, second: str, timing: Timing) -> TimingRemark:
    about = f"{first} and {second}, by their sounds"
    if timing.outcome == "shifted":
        seconds = timing.late[0]
        late = second if seconds > 0 else first
        told = f"{late} is {abs(seconds):.2f} s late; cut as much from its beginning"
        return TimingRemark(f"{about}: {told}", True)
    return _note(about, second, timing)


def _note(about: str, second: str, timing: Timing) -> TimingRemark:
    if timing.outcome != "drifting":
        return TimingRemark(f"{about}: {timing.outcome}", False)
    first, last = (
        f"{_late(late)} at {_clock(at)}" for late, at in zip(timing.late, timing.at, strict=True)
    )
    told = f"they drift apart; {second} is {first} and {last}; bring both to one clock"
    return TimingRemark(f"{about}: {told}", True)


def _late(seconds: float) -> str:
    return f"{abs(seconds):.2f} s {'late' if seconds > 0 else 'early'}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
