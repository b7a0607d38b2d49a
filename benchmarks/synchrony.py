"""Rates at which `elp prepare` reports late or drifting sound, for sound with and without faults.

    python benchmarks/synchrony.py ../shared/real/faces/sp_*.mp4 --landmarker face_landmarker.task
        [--repeats 100]

The videos show one talking person each, in sync. They are judged unchanged and with each other's
sound, then as long talks joined from pieces of them. For microphones, half of the sounds are one
person's and half the other's, in turns, and each microphone records the other person attenuated.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from elp.coefficients import FPS
from elp.faces.crop import FACES
from elp.faces.landmarker import Landmarker
from elp.media.probe import probe
from elp.media.video import read_sound
from elp.prepare.people import watch
from elp.prepare.speaking import RATE, loudness
from elp.prepare.synchrony import LEAST, LOUD, MICROPHONES, MOUTH, Timing, audible, judge, movement
from elp.workflow.job import parse

LENGTHS = (20, 40, 100, 300, 1200)  # seconds
SHIFTS = (-8.0, -2.5, -0.4, -0.33, 0.33, 0.4, 2.5, 8.0)  # seconds
DRIFTS = (
    (300, 1e-3),
    (300, 3e-3),
    (600, 3e-3),
    (600, 1e-2),
    (600, 2e-2),
    (1800, 1e-3),
    (3600, 5e-4),
)
CROSSTALK = (-12, -20, -25, -200)  # decibels
NOISE = -50.0  # decibels below the loud frames
TURN = (2, 18)  # seconds


@dataclass(frozen=True)
class Talk:
    """A mouth's movement and the loudness of its sound, in decibels below the loud frames."""

    name: str
    moving: np.ndarray
    level: np.ndarray


def read_talks(videos: Sequence[Path], model: Path) -> list[Talk]:
    """Read a talk per video, as long as both picture and sound."""
    talks = []
    with Landmarker(model, FACES) as landmarker:
        for video in videos:
            moving = movement(watch(probe(video), None, landmarker, model).opening)
            sound = read_sound(video, rate=RATE)
            frames = min(len(moving), len(sound) * FPS // RATE)
            level = loudness(sound, frames)
            talks.append(Talk(video.stem, moving[:frames], level - np.percentile(level, LOUD)))
    return talks


def piece(pool: Sequence[Talk], draw: np.random.Generator) -> Talk:
    """Draw one of the talks, without up to a third of its beginning."""
    talk = pool[int(draw.integers(len(pool)))]
    start = int(draw.integers(len(talk.level) // 3 + 1))
    return Talk(talk.name, talk.moving[start:], talk.level[start:])


def long_talk(pool: Sequence[Talk], seconds: float, draw: np.random.Generator) -> Talk:
    """Draw pieces of talks, and join them."""
    frames, pieces = round(seconds * FPS), list[Talk]()
    while sum(len(talk.level) for talk in pieces) < frames:
        pieces.append(piece(pool, draw))
    moving, level = (
        np.concatenate([getattr(p, name) for p in pieces]) for name in ("moving", "level")
    )
    return Talk("long", moving[:frames], level[:frames])


def microphones(
    pool: Sequence[Talk], seconds: float, crosstalk: float, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the levels of two microphones in decibels."""
    own, person, start = np.zeros((2, round(seconds * FPS))), 0, 0
    while start < own.shape[1]:
        level = piece(pool[person::2], draw).level[: draw.integers(TURN[0] * FPS, TURN[1] * FPS)]
        part = own[person, start : start + len(level)]
        part += 10 ** (level[: len(part)] / 10)
        start += len(level) + int(draw.integers(-FPS // 2, FPS // 2))
        person = 1 - person
    hiss = 10 ** (NOISE / 10) * draw.chisquare(8, own.shape) / 8
    first, second = 10 * np.log10(own + 10 ** (crosstalk / 10) * own[::-1] + hiss)
    return first, second


def shifted(level: np.ndarray, seconds: float) -> np.ndarray:
    """The level delayed cyclically."""
    return np.roll(level, round(seconds * FPS))


def drifting(level: np.ndarray, rate: float) -> np.ndarray:
    """The level stretched by a relative rate."""
    time = np.arange(len(level))
    return np.asarray(np.interp(time / (1 + rate), time, level))


def by_mouth(moving: np.ndarray, level: np.ndarray) -> Timing:
    """Timing of a sound relative to a mouth."""
    return judge(moving, audible(level), MOUTH)


def by_sounds(first: np.ndarray, second: np.ndarray) -> Timing:
    """Timing of two sounds."""
    return judge(audible(first), audible(second), MICROPHONES)


def report(condition: str, timings: Sequence[Timing]) -> None:
    """Print the number of each outcome."""
    counts = Counter(timing.outcome for timing in timings).most_common()
    print(
        f"{condition}: " + ", ".join(f"{count} {outcome}" for outcome, count in counts), flush=True
    )


def report_real(talks: Sequence[Talk]) -> None:
    """Report talks unchanged, with the sound of other talks, and shifted."""
    long = [talk for talk in talks if len(talk.level) >= LEAST * FPS]
    for talk in long:
        timing = by_mouth(talk.moving, talk.level)
        print(
            f"{talk.name}: {timing.outcome}, {MOUTH.usual + timing.late[0]:.2f} s behind the lips"
        )
    pairs = [(a, b) for a in long for b in long if a is not b]
    lengths = [min(len(a.level), len(b.level)) for a, b in pairs]
    report(
        "sound of another talk",
        [by_mouth(a.moving[:n], b.level[:n]) for (a, b), n in zip(pairs, lengths, strict=True)],
    )
    clear = [talk for talk in long if by_mouth(talk.moving, talk.level).outcome != "not clear"]
    for late in SHIFTS:
        timings = [by_mouth(talk.moving, shifted(talk.level, late)) for talk in clear]
        report(f"clear talks, shifted by {late} s", timings)


def report_long(talks: Sequence[Talk], repeats: int) -> None:
    """Report long talks with their own sound, another sound, and a faulty sound."""
    draws = [np.random.default_rng(seed) for seed in range(repeats)]
    for seconds in LENGTHS:
        drawn = [long_talk(talks, seconds, draw) for draw in draws]
        report(f"{seconds} s, in sync", [by_mouth(talk.moving, talk.level) for talk in drawn])
        pairs = [
            (long_talk(talks[::2], seconds, draw), long_talk(talks[1::2], seconds, draw))
            for draw in draws
        ]
        report(
            f"{seconds} s, sound of another talk", [by_mouth(a.moving, b.level) for a, b in pairs]
        )
        for late in SHIFTS if seconds in (40, 300) else ():
            timings = [by_mouth(talk.moving, shifted(talk.level, late)) for talk in drawn]
            report(f"{seconds} s, shifted by {late} s", timings)
    for seconds, rate in DRIFTS:
        drawn = [long_talk(talks, seconds, draw) for draw in draws]
        timings = [by_mouth(talk.moving, drifting(talk.level, rate)) for talk in drawn]
        report(f"{seconds} s, a clock off by {rate:.2%}", timings)


def report_microphones(talks: Sequence[Talk], repeats: int) -> None:
    """Report two microphones: in sync, shifted and drifting."""
    for crosstalk in CROSSTALK:
        for seconds in (20, 100, 600):
            draws = [np.random.default_rng(seed) for seed in range(repeats)]
            levels = [microphones(talks, seconds, crosstalk, draw) for draw in draws]
            condition = f"microphones, {crosstalk} dB, {seconds} s"
            for late in (0.0, 0.24, -5.0, 50.0):
                timings = [by_sounds(first, shifted(second, late)) for first, second in levels]
                report(f"{condition}, shifted by {late} s", timings)
            for rate in (5e-4, 3e-3, 1e-2):
                timings = [by_sounds(first, drifting(second, rate)) for first, second in levels]
                report(f"{condition}, a clock off by {rate:.2%}", timings)


def main(*videos: Path, landmarker: Path, repeats: int = 100) -> None:
    """Print the number of each outcome for each condition."""
    talks = read_talks(videos, landmarker)
    report_real(talks)
    report_long(talks, repeats)
    report_microphones(talks, repeats)


if __name__ == "__main__":
    parse(main)
