"""A generative model of speaking and listening.

The attitude of a conversation determines level and style of both faces and the speaker's voice,
with variation between conversations. The listener responds at random: smiles are mirrored with a
random lag and gain, slow movements of the head with a random lag, nods and blinks cluster at the
ends of phrases. So many listeners are valid for one speaker, with a known spread.

T is the number of frames.
"""

import numpy as np
from jaxtyping import Float, Float64
from scipy.ndimage import gaussian_filter1d

from elp.coefficients import FPS
from elp.sample_corpus.attitudes import MANNERS, Attitude, Manner
from elp.sample_corpus.people import Habits
from elp.sample_corpus.performance import Performance, perform, sway
from elp.sample_corpus.signals import Bump, add_up, draw_times, nod, wander
from elp.sample_corpus.speech import Talk

MIRROR_LAG = (0.2, 0.8)
"""Shortest and longest time from a speaker's smile to the listener's, in seconds."""

MIMICRY_LAG = (0.4, 0.7)
"""The same for movements of the head, which people mimic 0.6 s later (Hale et al. 2020)."""

MIMICRY = 0.3
"""The part of the speaker's slow head movements that a listener repeats."""

MIMICRY_SMOOTHING = 0.32
"""Seconds of the Gaussian that leaves these movements: above 1.1 Hz there is no mimicry."""


def speak(
    talk: Talk, attitude: Attitude, habits: Habits, generator: np.random.Generator
) -> Performance:
    """Draw a speaker's face: the mouth follows the sound, brows and nods its stresses."""
    envelope = loudness(talk)
    frames = len(envelope)
    manner = MANNERS[attitude]
    smiles = _draw_smiles(manner, frames / FPS, generator)
    life = habits.liveliness * manner.liveliness
    stresses = _stresses(envelope)
    rotation = sway(frames, life, generator)
    brow = np.zeros(frames)
    for time in stresses:
        if generator.random() < 0.6:
            size = float(generator.uniform(1.5, 4)) * life
            rotation[:, 0] += nod(time - 0.12, 1, size, 3.0, frames)
        if generator.random() < 0.4 * manner.liveliness:
            brow += add_up([Bump(time - 0.1, 0.12, 0.15, 0.25, 0.4)], frames)
    articulation = float(np.exp(generator.normal(0, 0.12)))
    mouth = 0.75 * articulation * envelope
    narrow = np.clip(0.5 * wander(frames, 0.12, generator), 0, 1) * envelope
    ends = talk.phrases[:, 1]
    return perform(
        manner, habits, smiles, rotation, brow, ends, generator, mouth=mouth, narrow=narrow
    )


def listen(
    speaker: Performance,
    talk: Talk,
    attitude: Attitude,
    habits: Habits,
    generator: np.random.Generator,
) -> Performance:
    """Draw a listener's face: one of many responses to a speaker."""
    frames = len(speaker.motion)
    manner = MANNERS[attitude]
    smiles = mirror(speaker.smiles, manner.mirroring, habits.responsiveness, generator)
    life = habits.liveliness * manner.liveliness
    rotation = sway(frames, life, generator)
    rotation += mimic(speaker.motion.rotation, habits.responsiveness, generator.spawn(1)[0])
    ends = talk.phrases[:, 1]
    brow = np.zeros(frames)
    for end in ends:
        start = float(end + generator.uniform(0.05, 0.5))
        if generator.random() < manner.nodding * habits.responsiveness:
            cycles, size = int(generator.integers(1, 4)), float(generator.uniform(4, 9)) * life
            rotation[:, 0] += nod(start, cycles, size, generator.uniform(1.6, 2.6), frames)
        if generator.random() < manner.shaking:
            size = float(generator.uniform(4, 8)) * life
            rotation[:, 1] += nod(start, 2, size, 1.8, frames)
            rotation[:, 1] -= nod(start + 0.28, 2, size, 1.8, frames)
        if generator.random() < 0.2:
            brow += add_up([Bump(start, 0.2, 0.4, 0.4, 0.5)], frames)
    # Listeners only part their lips now and then.
    mouth = 0.05 * np.clip(wander(frames, 1.0, generator), 0, 1)
    return perform(
        manner, habits, smiles, rotation, brow, ends, generator, mouth=mouth, narrow=0 * mouth
    )


def mirror(
    smiles: tuple[Bump, ...],
    gain: float,
    responsiveness: float,
    generator: np.random.Generator,
) -> tuple[Bump, ...]:
    """Draw the listener's smiles in response to the speaker's, each later and of another size."""
    responses = []
    for smile in smiles:
        lag, size = generator.uniform(*MIRROR_LAG), generator.uniform(0.5, 1.3)
        longer = generator.uniform(0.6, 1.5)
        if generator.random() < 0.85 * responsiveness:
            responses.append(
                Bump(
                    start=float(smile.start + lag),
                    rise=float(generator.uniform(0.3, 0.5)),
                    hold=float(smile.hold * longer),
                    fall=float(generator.uniform(0.4, 0.8)),
                    size=float(smile.size * gain * size),
                )
            )
    return tuple(responses)


def mimic(
    rotation: Float64[np.ndarray, "T 3"], responsiveness: float, generator: np.random.Generator
) -> Float64[np.ndarray, "T 3"]:
    """Draw the listener's mimicry of the speaker's head: its slow movements, smaller and later.

    References
    ----------
    Hale et al., "Are You on My Wavelength?", Journal of Nonverbal Behavior 44, 2020: heads of two
    people in conversation cohere from 0.2 to 1.1 Hz, 600 ms apart.
    """
    lag = round(float(generator.uniform(*MIMICRY_LAG)) * FPS)
    slow = gaussian_filter1d(rotation - rotation.mean(axis=0), MIMICRY_SMOOTHING * FPS, axis=0)
    late = np.concatenate([np.repeat(slow[:1], lag, axis=0), slow])[: len(slow)]
    return np.asarray(MIMICRY * responsiveness * late)


def loudness(talk: Talk) -> Float64[np.ndarray, "T"]:
    """Loudness of each frame from 0 to about 1, smooth enough for the motion of a jaw."""
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
    manner: Manner, seconds: float, generator: np.random.Generator
) -> tuple[Bump, ...]:
    return tuple(
        Bump(
            start=time,
            rise=float(generator.uniform(0.25, 0.45)),
            hold=float(generator.uniform(0.4, 1.6)),
            fall=float(generator.uniform(0.4, 0.7)),
            size=float(generator.uniform(0.25, 0.5)),
        )
        for time in draw_times(manner.smiles, seconds, generator)
    )
