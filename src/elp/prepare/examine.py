"""A recording looked at and listened to: its two people, who speaks when, what is wrong with it.

Letters: T frames at 25 a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float

from elp.clips.shots import find_cuts
from elp.coefficients import FPS
from elp.config.tracking import ClipSettings, TrackingSettings
from elp.errors import MediaError
from elp.faces.landmarker import Landmarker
from elp.media.probe import probe
from elp.media.video import read_sound
from elp.prepare.people import SeenPerson, find_regions, watch
from elp.prepare.recordings import Recording
from elp.prepare.speaking import RATE, Turn, balance, find_turns, loudness, voiced
from elp.prepare.synchrony import movement
from elp.prepare.timing import TimingRemark, note_of_mouth, notes_of_tracks
from elp.tracking.blinks import mark_blinks, open_level, runs
from elp.tracking.tracker import refusal

LONGEST = 10.0  # seconds of a clip; longer turns are cut into equal parts
LEAST = 2.0  # seconds; models learn from windows of 2 s
QUIET = -45.0  # decibels below full scale, mean of the voiced frames
APART = 0.5  # seconds that the videos and the sound may differ in length


@dataclass(frozen=True)
class Examination:
    """What was found out about a recording.

    Attributes
    ----------
    recording : Recording
    people : tuple of SeenPerson
        Both, in the order of the recording's videos; empty if it cannot be used.
    level : array, shape (T,)
        Loudness of the sound, in decibels below full scale.
    heard : array, shape (T,)
        Whether somebody speaks.
    who : array, shape (T,)
        1 surely the first person, -1 surely the second.
    turns : list of Turn
        Who speaks when, in parts of at most `LONGEST` s without a cut.
    cuts : list of float
        In seconds.
    remarks : list of str
        What the user should know.
    timings : list of TimingRemark
        Whether mouth and sound, and the sound tracks, keep together.
    fault : str
        Why it cannot be used; empty if it can.
    """

    recording: Recording
    people: tuple[SeenPerson, ...] = ()
    level: Float[np.ndarray, "T"] = field(default_factory=lambda: np.zeros(0))
    heard: Bool[np.ndarray, "T"] = field(default_factory=lambda: np.zeros(0, bool))
    who: Float[np.ndarray, "T"] = field(default_factory=lambda: np.zeros(0))
    turns: list[Turn] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    timings: list[TimingRemark] = field(default_factory=list)
    fault: str = ""

    @property
    def frames(self) -> int:
        """T."""
        return len(self.who)

    def blinks_per_minute(self, person: int, turn: Turn, settings: TrackingSettings) -> float:
        """Blinks of a person in a turn; the open eye is that of all frames."""
        ratio = self.people[person].ratio
        seen = np.flatnonzero(np.isfinite(ratio))
        filled = np.interp(np.arange(len(ratio)), seen, ratio[seen])
        blink = mark_blinks(filled, open_level(filled), settings, FPS).blink[turn.start : turn.end]
        return 60 * FPS * len(runs(blink)) / (turn.end - turn.start)

    def seen(self, person: int, turn: Turn) -> float:
        """Share of a turn's frames in which a person's face was found."""
        return float(self.people[person].found[turn.start : turn.end].mean())

    def loudness(self, turn: Turn) -> float:
        """Mean level of a turn's voiced frames, in decibels below full scale."""
        level = self.level[turn.start : turn.end]
        heard = self.heard[turn.start : turn.end]
        return float(level[heard].mean()) if heard.any() else float(level.mean())

    def verdict(self, turn: Turn, settings: TrackingSettings) -> str:
        """What keeps the workflow from using a turn; empty if nothing does."""
        faults = [
            f"{role}: {why}"
            for role, person in (("speaker", turn.person), ("listener", 1 - turn.person))
            if (why := refusal(self.people[person].found[turn.start : turn.end], settings))
        ]
        if self.loudness(turn) < QUIET:
            faults.append(f"the sound is faint, {self.loudness(turn):.0f} dB")
        return "; ".join(faults)


def examine(recording: Recording, landmarker: Landmarker, model: Path) -> Examination:
    """Look at a recording and listen to it; a fault is noted, not raised."""
    try:
        return _examine(recording, landmarker, model)
    except MediaError as error:
        return Examination(recording, fault=str(error))


def _examine(recording: Recording, landmarker: Landmarker, model: Path) -> Examination:
    videos = list(recording.videos)
    regions = recording.clip.regions if recording.clip else (None, None)
    if len(videos) == 1:
        parts = find_regions(videos[0], landmarker)
        if len(parts) == 1:
            raise MediaError(
                f"{videos[0]} shows one person, and no other video has its name; name both "
                "people's videos alike but for a word such as speaker and listener, left and right"
            )
        videos, regions = videos * 2, (parts[0], parts[1])
    own = tuple(video for video in dict.fromkeys(videos) if probe(video).has_audio)
    sounds = tuple(sound for sound in recording.sounds or own if probe(sound).has_audio)
    if not sounds:
        raise MediaError(
            f"{videos[0]} has no sound track; put a sound file of the name "
            f"{recording.name}.wav beside it"
        )
    tracks = tuple(dict.fromkeys((*sounds, *own)))
    if recording.roles:
        sounds = sounds[:1]  # the speaker's
    samples = [read_sound(sound, rate=RATE) for sound in sounds]
    if not any(part.any() for part in samples):
        raise MediaError(f"{sounds[0]} is silent; give the sound of the talk")
    people = tuple(
        watch(video, region, landmarker, model)
        for video, region in zip(videos, regions, strict=True)
    )
    lengths = [len(person) / FPS for person in people] + [len(part) / RATE for part in samples]
    frames = int(min(lengths) * FPS)
    remarks = _remarks(recording, lengths, len(people))
    levels = [loudness(part, frames) for part in samples]
    level = np.maximum.reduce(levels)
    heard = voiced(level)
    openings = (people[0].opening[:frames], people[1].opening[:frames])
    who = balance(openings, (levels[0], levels[1]) if len(levels) == 2 else None)
    cuts = sorted(
        {
            cut
            for person in people
            for cut in find_cuts(
                person.video,
                fps=float(FPS),
                start=0.0,
                end=frames / FPS,
                score=ClipSettings().cut_score,
                region=person.region,
            )
        }
    )
    edges = np.round(FPS * np.array(cuts)).astype(int)
    if recording.clip is not None:
        first, last = recording.clip.start, recording.clip.end or frames / FPS
        turns = [Turn(0, round(first * FPS), min(round(last * FPS), frames), 1.0)]
        if turns[0].end - turns[0].start < FPS:
            raise MediaError(
                f"{recording.name}: {first:.2f} to {last:.2f} s leaves less than 1 s of "
                f"{frames / FPS:.2f} s; correct `start` and `end`"
            )
    elif recording.roles:
        shots = pairwise([0, *edges, frames])
        turns = [part for start, end in shots for part in _parts(Turn(0, start, end, 1.0))]
    else:
        found = find_turns(who, heard, edges=edges)
        turns = [part for turn in found for part in _parts(turn)]
    moving = [movement(opening) for opening in openings]
    speaking = moving[0] if recording.roles else np.where(who > 0, *moving)
    spoken = np.where(who > 0, *levels) if len(levels) == 2 else level
    timings = [note_of_mouth(speaking, spoken), *notes_of_tracks(tracks, frames)]
    if recording.roles:
        remarks += _doubts(who, heard)
    if not turns:
        why = f"nobody is clearly heard and seen speaking for {LEAST:g} s; one may speak who is "
        why += "not seen, or both at once"
        faults = [note.text for note in timings if note.faulty]
        raise MediaError("; ".join([f"{recording.name}: {why}", *faults]))
    return Examination(recording, people, level, heard, who, turns, cuts, remarks, timings)


def _parts(turn: Turn) -> list[Turn]:
    """Equal parts of at most `LONGEST` s; none of a turn below `LEAST` s."""
    frames = turn.end - turn.start
    if frames < LEAST * FPS:
        return []
    count = -(-frames // round(LONGEST * FPS))
    edges = np.linspace(turn.start, turn.end, count + 1).astype(int)
    return [
        Turn(turn.person, int(start), int(end), turn.certainty) for start, end in pairwise(edges)
    ]


def _remarks(recording: Recording, lengths: Sequence[float], people: int) -> list[str]:
    if max(lengths) - min(lengths) <= APART:
        return []
    videos = ", ".join(f"{length:.2f}" for length in lengths[:people])
    sounds = ", ".join(f"{length:.2f}" for length in lengths[people:])
    return [f"videos last {videos} s, sound {sounds} s: only what all have is used"]


def _doubts(who: Float[np.ndarray, "T"], heard: Bool[np.ndarray, "T"]) -> list[str]:
    """A remark where the one who is called the speaker seems to listen."""
    share = float((who[heard] > 0).mean()) if heard.any() else 0.0
    if share >= 0.5:
        return []
    return [f"by mouth and sound the speaker speaks in {share:.0%} of the talk: are roles swapped?"]
