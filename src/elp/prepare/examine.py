"""Examine a recording: find its two people, who speaks when, and its faults.

Letters: T frames at 25 a second, N samples of sound.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Float32

from elp.clips.shots import find_cuts
from elp.coefficients import FPS
from elp.config.tracking import ClipSettings
from elp.errors import MediaError
from elp.faces.landmarker import Landmarker
from elp.media.probe import MediaInfo, probe
from elp.media.region import Region
from elp.media.video import read_sound
from elp.prepare.examination import Examination
from elp.prepare.people import FilmedPerson, find_regions, watch
from elp.prepare.recordings import Recording
from elp.prepare.speaking import RATE, balance, loudness, voiced
from elp.prepare.synchrony import movement
from elp.prepare.timing import TimingRemark, mouth_remark, track_remarks
from elp.prepare.turns import LEAST, recording_turns

APART = 0.5  # seconds that the videos and the sound may differ in length

Levels = list[Float[np.ndarray, "T"]]
Openings = tuple[Float[np.ndarray, "T"], Float[np.ndarray, "T"]]


def examine(
    recording: Recording,
    landmarker: Landmarker,
    model: Path,
    ask: Callable[[Path], MediaInfo] = probe,
) -> Examination:
    """Watch a recording and listen to it; a fault is noted, not raised.

    Parameters
    ----------
    recording : Recording
    landmarker : Landmarker
        Set to find several faces.
    model : Path
        File of the face landmark model.
    ask : callable
        Gives a file's `MediaInfo`.
    """
    try:
        return _examine(recording, landmarker, model, ask)
    except MediaError as error:
        return Examination(recording, fault=str(error))


def _examine(
    recording: Recording, landmarker: Landmarker, model: Path, ask: Callable[[Path], MediaInfo]
) -> Examination:
    videos, regions = _people(recording, landmarker, ask)
    sounds, tracks = _sounds(recording, videos, ask)
    samples = [read_sound(sound.path, rate=RATE, info=sound) for sound in sounds]
    if not any(part.any() for part in samples):
        raise MediaError(f"{sounds[0].path} is silent; give a recording of the talk")
    people = tuple(
        watch(video, region, landmarker, model)
        for video, region in zip(videos, regions, strict=True)
    )
    remarks, frames = _common_length(people, samples)
    levels = [loudness(part, frames) for part in samples]
    level = np.maximum.reduce(levels)
    speech = voiced(level)
    openings = (people[0].opening[:frames], people[1].opening[:frames])
    who = balance(openings, (levels[0], levels[1]) if len(levels) == 2 else None)
    cuts = _cuts(people, frames)
    turns = recording_turns(recording, who, speech, cuts)
    timings = [
        _mouth_timing(recording, openings, levels, who),
        *track_remarks(tracks, frames),
    ]
    if recording.roles:
        remarks += _doubts(who, speech)
    if not turns:
        reason = f"nobody is clearly seen and heard speaking for {LEAST:g} s; perhaps the speaker "
        reason += "is out of the picture, or both speak at once"
        faults = [remark.text for remark in timings if remark.faulty]
        raise MediaError("; ".join([f"{recording.name}: {reason}", *faults]))
    return Examination(recording, people, level, speech, who, turns, cuts, remarks, timings)


def _people(
    recording: Recording, landmarker: Landmarker, ask: Callable[[Path], MediaInfo]
) -> tuple[list[MediaInfo], Sequence[Region | None]]:
    """Both people's videos, and where they are in them."""
    videos = [ask(path) for path in recording.videos]
    if len(videos) == 2:
        return videos, recording.clip.regions if recording.clip else (None, None)
    regions = find_regions(videos[0], landmarker)
    if len(regions) == 1:
        raise MediaError(
            f"{videos[0].path} shows one person, and no second video matches its name; name the "
            "videos of both people alike except for a word such as speaker and listener, or left "
            "and right"
        )
    return videos * 2, regions


def _sounds(
    recording: Recording, videos: list[MediaInfo], ask: Callable[[Path], MediaInfo]
) -> tuple[tuple[MediaInfo, ...], tuple[MediaInfo, ...]]:
    """The sounds that tell who speaks, and all sound tracks of the recording."""
    own = tuple(video for video in dict.fromkeys(videos) if video.has_audio)
    files = tuple(ask(path) for path in recording.sounds) or own
    sounds = tuple(sound for sound in files if sound.has_audio)
    if not sounds:
        raise MediaError(
            f"{videos[0].path} has no sound track; put a sound file named {recording.name}.wav "
            "beside it"
        )
    tracks = tuple(dict.fromkeys((*sounds, *own)))
    return sounds[:1] if recording.roles else sounds, tracks  # with roles, the speaker's alone


def _common_length(
    people: Sequence[FilmedPerson], samples: Sequence[Float32[np.ndarray, " N"]]
) -> tuple[list[str], int]:
    """Frames that all videos and sounds have, and a remark if some have more."""
    videos = [len(person) / FPS for person in people]
    sounds = [len(part) / RATE for part in samples]
    shortest, longest = min(videos + sounds), max(videos + sounds)
    remarks = []
    if longest - shortest > APART:
        first, second = (", ".join(f"{each:.2f}" for each in part) for part in (videos, sounds))
        remarks = [f"videos last {first} s, sound {second} s: the clips end with the shortest"]
    return remarks, int(shortest * FPS)


def _cuts(people: Sequence[FilmedPerson], frames: int) -> list[float]:
    """Times of the cuts in both videos, in seconds."""
    cuts = {
        cut
        for person in people
        for cut in find_cuts(
            person.video.path,
            fps=float(FPS),
            start=0.0,
            end=frames / FPS,
            score=ClipSettings().cut_score,
            region=person.region,
            info=person.video,
        )
    }
    return sorted(cuts)


def _mouth_timing(
    recording: Recording, openings: Openings, levels: Levels, who: Float[np.ndarray, "T"]
) -> TimingRemark:
    """Whether the sound is in time with the mouth of the person who speaks."""
    moving = [movement(opening) for opening in openings]
    mouth = moving[0] if recording.roles else np.where(who > 0, *moving)
    sound = np.where(who > 0, *levels) if len(levels) == 2 else levels[0]
    return mouth_remark(mouth, sound)


def _doubts(who: Float[np.ndarray, "T"], speech: Bool[np.ndarray, "T"]) -> list[str]:
    """A remark if the person named as the speaker seems to listen."""
    share = float((who[speech] > 0).mean()) if speech.any() else 0.0
    if share >= 0.5:
        return []
    return [
        f"judged by mouth and sound, the speaker speaks in only {share:.0%} of the talk: are the "
        "roles swapped?"
    ]
