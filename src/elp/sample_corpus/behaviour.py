"""How people behave in a conversation: a generative model of speaking and listening.

The attitude of a conversation colours level and style of both faces and the speaker's voice, with
variation from one conversation to the next. The listener answers the speaker by chance: smiles are
mirrored with a random lag and gain, nods and blinks gather at the ends of phrases. So a listener is
no function of the speaker: many are right, and their spread has a known size.

Letters: T is the number of frames.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64

from elp.coefficients import FPS
from elp.sample_corpus.attitudes import COLOURS, Attitude, Colour
from elp.sample_corpus.motion import FaceMotion
from elp.sample_corpus.people import Habits
from elp.sample_corpus.signals import (
    Bump,
    add_up,
    close_lids,
    draw_blinks,
    draw_times,
    nod,
    wander,
)
from elp.sample_corpus.speech import Talk

MIRROR_LAG = (0.2, 0.8)
"""Shortest and longest time from a speaker's smile to the listener's, in seconds."""


@dataclass(frozen=True)
class Performance:
    """What one participant does.

    Attributes
    ----------
    motion : FaceMotion
        The face, frame by frame.
    blink : array, shape (T,)
        Whether the eyes blink.
    smiles : tuple of Bump
        The smiles above the resting face.
    """

    motion: FaceMotion
    blink: Bool[np.ndarray, "T"]
    smiles: tuple[Bump, ...]


def speak(
    talk: Talk, attitude: Attitude, habits: Habits, generator: np.random.Generator
) -> Performance:
    """A speaker's face: the mouth follows the sound, brows and nods its stress."""
    envelope = loudness(talk)
    frames = len(envelope)
    colour = COLOURS[attitude]
    smiles = _draw_smiles(colour, frames / FPS, generator)
    life = habits.liveliness * colour.liveliness
    stresses = _stresses(envelope)
    rotation = _sway(frames, life, generator)
    brow = np.zeros(frames)
    for time in stresses:
        if generator.random() < 0.6:
            size = float(generator.uniform(1.5, 4)) * life
            rotation[:, 0] += nod(time - 0.12, 1, size, 3.0, frames)
        if generator.random() < 0.4 * colour.liveliness:
            brow += add_up([Bump(time - 0.1, 0.12, 0.15, 0.25, 0.4)], frames)
    articulation = float(np.exp(generator.normal(0, 0.12)))
    mouth = 0.75 * articulation * envelope
    narrow = np.clip(0.5 * wander(frames, 0.12, generator), 0, 1) * envelope
    ends = talk.phrases[:, 1]
    return _perform(
        colour, habits, smiles, rotation, brow, ends, generator, mouth=mouth, narrow=narrow
    )


def listen(
    speaker: Performance,
    talk: Talk,
    attitude: Attitude,
    habits: Habits,
    generator: np.random.Generator,
) -> Performance:
    """A listener's face: one of the many answers to a speaker."""
    frames = len(speaker.motion)
    colour = COLOURS[attitude]
    smiles = mirror(speaker.smiles, colour.mirroring, habits.responsiveness, generator)
    life = habits.liveliness * colour.liveliness
    rotation = _sway(frames, life, generator)
    ends = talk.phrases[:, 1]
    brow = np.zeros(frames)
    for end in ends:
        start = float(end + generator.uniform(0.05, 0.5))
        if generator.random() < colour.nodding * habits.responsiveness:
            cycles, size = int(generator.integers(1, 4)), float(generator.uniform(4, 9)) * life
            rotation[:, 0] += nod(start, cycles, size, generator.uniform(1.6, 2.6), frames)
        if generator.random() < colour.shaking:
            size = float(generator.uniform(4, 8)) * life
            rotation[:, 1] += nod(start, 2, size, 1.8, frames)
            rotation[:, 1] -= nod(start + 0.28, 2, size, 1.8, frames)
        if generator.random() < 0.2:
            brow += add_up([Bump(start, 0.2, 0.4, 0.4, 0.5)], frames)
    # A listener's lips part now and then, no more.
    mouth = 0.05 * np.clip(wander(frames, 1.0, generator), 0, 1)
    return _perform(
        colour, habits, smiles, rotation, brow, ends, generator, mouth=mouth, narrow=0 * mouth
    )


def mirror(
    smiles: tuple[Bump, ...],
    gain: float,
    responsiveness: float,
    generator: np.random.Generator,
) -> tuple[Bump, ...]:
    """The listener's answers to the speaker's smiles, each later and of another size."""
    answers = []
    for smile in smiles:
        lag, size = generator.uniform(*MIRROR_LAG), generator.uniform(0.5, 1.3)
        longer = generator.uniform(0.6, 1.5)
        if generator.random() < 0.85 * responsiveness:
            answers.append(
                Bump(
                    start=float(smile.start + lag),
                    rise=float(generator.uniform(0.3, 0.5)),
                    hold=float(smile.hold * longer),
                    fall=float(generator.uniform(0.4, 0.8)),
                    size=float(smile.size * gain * size),
                )
            )
    return tuple(answers)


def loudness(talk: Talk) -> Float64[np.ndarray, "T"]:
    """How loud each frame is, from 0 to about 1, smooth enough for a jaw."""
    samples, rate = talk.sound.samples.astype(np.float64), talk.sound.rate
    frames = round(len(samples) / rate * FPS)
    edges = np.round(np.arange(frames + 1) / FPS * rate).astype(int)
    energy = np.add.reduceat(np.square(samples), edges[:-1]) / np.diff(edges)
    level = np.sqrt(np.convolve(energy, [0.25, 0.5, 0.25], mode="same"))
    return np.asarray(np.clip(level / np.quantile(level, 0.95), 0, 1.2) ** 0.7)


def _stresses(envelope: Float[np.ndarray, "T"]) -> list[float]:
    """Times of the loudest syllables in seconds."""
    inner = envelope[1:-1]
    peaks = 1 + np.flatnonzero((inner > envelope[:-2]) & (inner >= envelope[2:]) & (inner > 0.85))
    return [float(peak) / FPS for peak in peaks]


def _draw_smiles(
    colour: Colour, seconds: float, generator: np.random.Generator
) -> tuple[Bump, ...]:
    return tuple(
        Bump(
            start=time,
            rise=float(generator.uniform(0.25, 0.45)),
            hold=float(generator.uniform(0.4, 1.6)),
            fall=float(generator.uniform(0.4, 0.7)),
            size=float(generator.uniform(0.25, 0.5)),
        )
        for time in draw_times(colour.smiles, seconds, generator)
    )


def _sway(frames: int, life: float, generator: np.random.Generator) -> Float64[np.ndarray, "T 3"]:
    """Pitch, yaw and roll of a head that is never still, around a pose of its own, in degrees."""
    rest = generator.normal(size=3) * (1.5, 2.5, 1.5)
    slow = np.stack([wander(frames, 0.9, generator) for _ in range(3)], axis=-1) * (1.6, 2.6, 1.6)
    fast = np.stack([wander(frames, 0.25, generator) for _ in range(3)], axis=-1) * 0.3
    return np.asarray(rest + life * (slow + fast))


def _gaze(frames: int, generator: np.random.Generator) -> Float64[np.ndarray, "T 2"]:
    """Eyes on the other, now and then shifted aside for a while."""
    gaze = np.zeros((frames, 2))
    gaze += generator.normal(size=2) * 0.08
    for time in draw_times(0.25, frames / FPS, generator):
        start = round(time * FPS)
        end = start + round(float(generator.uniform(0.4, 1.5)) * FPS)
        gaze[start:end] = generator.uniform((-1, -0.4), (1, 0.8))
    return gaze


def _perform(
    colour: Colour,
    habits: Habits,
    smiles: tuple[Bump, ...],
    rotation: Float64[np.ndarray, "T 3"],
    brow: Float64[np.ndarray, "T"],
    ends: Float64[np.ndarray, "phrases"],
    generator: np.random.Generator,
    *,
    mouth: Float64[np.ndarray, "T"],
    narrow: Float64[np.ndarray, "T"],
) -> Performance:
    """What both roles share: the resting face in its mood, blinks, gaze, limits."""
    frames = len(brow)
    today = generator.normal(size=3) * (0.08, 0.07, 0.05)
    wandering = [wander(frames, 1.2, generator) for _ in range(3)]
    drift = np.array([[0.06], [0.04], [0.04]]) * wandering
    rate = np.full(frames, habits.blink_rate / 60)
    time = np.arange(frames) / FPS
    for end in ends:
        rate[(time >= end) & (time < end + 0.4)] *= 4
    blink = draw_blinks(rate, generator)
    smile = habits.rest_smile + colour.smile + today[0] + drift[0] + add_up(smiles, frames)
    motion = FaceMotion(
        rotation=np.clip(rotation, (-14, -16, -12), (16, 16, 12)),
        shift=np.stack([wander(frames, 1.5, generator) for _ in range(2)], axis=-1) * 1.5,
        closure=close_lids(blink, 0.06 + 0.03 * wander(frames, 1.0, generator)),
        smile=np.clip(smile, 0, 1),
        frown=np.clip(colour.frown + today[1] + drift[1], 0, 1),
        brow=np.clip(habits.rest_brow + colour.brow + today[2] + drift[2] + brow, 0, 1),
        open=np.clip(mouth, 0, 1),
        narrow=np.clip(narrow, 0, 1),
        gaze=_gaze(frames, generator),
    )
    return Performance(motion, blink, smiles)
