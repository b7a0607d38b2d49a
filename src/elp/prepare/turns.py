"""Turns: the frames in which one person speaks.

Letters: T frames at 25 a second.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float, Int

from elp.coefficients import FPS
from elp.errors import MediaError
from elp.prepare.recordings import Recording
from elp.tracking.blinks import runs

SHORTEST = 1.0  # seconds; a shorter turn is a murmur within the other person's turn
CERTAIN = 0.15  # least mean balance in favour of a turn's speaker, from -1 to 1
LONGEST = 10.0  # seconds of a clip; longer turns are cut into equal pieces
LEAST = 2.0  # seconds; models learn from windows of 2 s


@dataclass(frozen=True)
class Turn:
    """Frames in which one person speaks: `person` 0 or 1; `certainty` from 0 to 1."""

    person: int
    start: int
    end: int
    certainty: float


def recording_turns(
    recording: Recording,
    who: Float[np.ndarray, "T"],
    speech: Bool[np.ndarray, "T"],
    cuts: list[float],
) -> list[Turn]:
    """The sheet's clip; else all shots if roles are known, or turns found by mouth and sound."""
    frames, edges = len(who), np.round(FPS * np.array(cuts)).astype(int)
    if recording.clip is not None:
        first, last = recording.clip.start, recording.clip.end or frames / FPS
        turn = Turn(0, round(first * FPS), min(round(last * FPS), frames), 1.0)
        if turn.end - turn.start < FPS:
            raise MediaError(
                f"{recording.name}: `start` {first:.2f} and `end` {last:.2f} leave less than 1 s "
                f"of the recording's {frames / FPS:.2f} s; correct `start` and `end` in the sheet"
            )
        return [turn]
    if recording.roles:
        turns = [Turn(0, start, end, 1.0) for start, end in pairwise([0, *edges, frames])]
    else:
        turns = find_turns(who, speech, edges=edges)
    return [piece for turn in turns for piece in _pieces(turn)]


def find_turns(
    who: Float[np.ndarray, "T"], speech: Bool[np.ndarray, "T"], *, edges: Int[np.ndarray, "E"]
) -> list[Turn]:
    """Turns of both people, without silence at their ends.

    Parameters
    ----------
    who : array, shape (T,)
        See `balance`.
    speech : array, shape (T,)
        See `voiced`.
    edges : array
        Frames at which turns are divided: cuts.
    """
    turns = []
    bounds = [0, *sorted(int(edge) for edge in edges if 0 < edge < len(who)), len(who)]
    for low, high in pairwise(bounds):
        for start, end, person in _spans(who[low:high], speech[low:high]):
            voice = low + start + np.flatnonzero(speech[low + start : low + end])
            if len(voice) < SHORTEST * FPS:
                continue
            favour = who[voice] if person == 0 else -who[voice]
            if (certainty := float(favour.mean())) >= CERTAIN:
                turns.append(Turn(person, int(voice[0]), int(voice[-1]) + 1, min(certainty, 1.0)))
    return turns


def _spans(
    who: Float[np.ndarray, "T"], speech: Bool[np.ndarray, "T"]
) -> list[tuple[int, int, int]]:
    """Start, end and person of spans that one person dominates; short ones go to the other."""
    if not speech.any():
        return []
    voice = np.flatnonzero(speech)
    held = who[voice[np.clip(np.searchsorted(voice, np.arange(len(who))), 0, len(voice) - 1)]]
    first = held > 0
    for person in (True, False):
        for start, end in runs(first == person):
            inside = start > 0 and end < len(first)
            if inside and end - start < SHORTEST * FPS:
                first[start:end] = not person
    spans = [(start, end, 0) for start, end in runs(first)]
    spans += [(start, end, 1) for start, end in runs(~first)]
    return sorted(spans)


def _pieces(turn: Turn) -> list[Turn]:
    """Equal pieces of at most `LONGEST` s; none if the turn is shorter than `LEAST` s."""
    frames = turn.end - turn.start
    if frames < LEAST * FPS:
        return []
    count = -(-frames // round(LONGEST * FPS))
    edges = np.linspace(turn.start, turn.end, count + 1).astype(int)
    return [
        Turn(turn.person, int(start), int(end), turn.certainty) for start, end in pairwise(edges)
    ]
