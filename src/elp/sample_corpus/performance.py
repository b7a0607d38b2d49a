"""What both roles share: a resting face in a mood, a head that is never still, blinks and gaze.

T is the number of frames.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64

from elp.coefficients import FPS
from elp.sample_corpus.attitudes import Manner
from elp.sample_corpus.motion import FaceMotion
from elp.sample_corpus.people import Habits
from elp.sample_corpus.signals import Bump, add_up, close_lids, draw_blinks, draw_times, wander


@dataclass(frozen=True)
class Performance:
    """The behaviour of one participant.

    Attributes
    ----------
    motion : FaceMotion
        The face, frame by frame.
    blink : array, shape (T,)
        Whether the eyes blink in the frame.
    smiles : tuple of Bump
        The smiles on top of the resting face.
    """

    motion: FaceMotion
    blink: Bool[np.ndarray, "T"]
    smiles: tuple[Bump, ...]


def sway(frames: int, life: float, generator: np.random.Generator) -> Float64[np.ndarray, "T 3"]:
    """Draw pitch, yaw and roll of a head that moves around a resting pose, in degrees."""
    rest = generator.normal(size=3) * (1.5, 2.5, 1.5)
    slow = np.stack([wander(frames, 0.9, generator) for _ in range(3)], axis=-1) * (1.6, 2.6, 1.6)
    fast = np.stack([wander(frames, 0.25, generator) for _ in range(3)], axis=-1) * 0.3
    return np.asarray(rest + life * (slow + fast))


def _gaze(frames: int, generator: np.random.Generator) -> Float64[np.ndarray, "T 2"]:
    """Draw the gaze: at the other person, with occasional shifts aside."""
    gaze = np.zeros((frames, 2))
    gaze += generator.normal(size=2) * 0.08
    for time in draw_times(0.25, frames / FPS, generator):
        start = round(time * FPS)
        end = start + round(float(generator.uniform(0.4, 1.5)) * FPS)
        gaze[start:end] = generator.uniform((-1, -0.4), (1, 0.8))
    return gaze


def perform(
    manner: Manner,
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
    """Add the resting face in its mood, blinks and gaze, and limit all motion."""
    frames = len(brow)
    today = generator.normal(size=3) * (0.08, 0.07, 0.05)
    wandering = [wander(frames, 1.2, generator) for _ in range(3)]
    drift = np.array([[0.06], [0.04], [0.04]]) * wandering
    rate = np.full(frames, habits.blink_rate / 60)
    time = np.arange(frames) / FPS
    for end in ends:
        rate[(time >= end) & (time < end + 0.4)] *= 4
    blink = draw_blinks(rate, generator)
    smile = habits.rest_smile + manner.smile + today[0] + drift[0] + add_up(smiles, frames)
    motion = FaceMotion(
        rotation=np.clip(rotation, (-14, -16, -12), (16, 16, 12)),
        shift=np.stack([wander(frames, 1.5, generator) for _ in range(2)], axis=-1) * 1.5,
        closure=close_lids(blink, 0.06 + 0.03 * wander(frames, 1.0, generator)),
        smile=np.clip(smile, 0, 1),
        frown=np.clip(manner.frown + today[1] + drift[1], 0, 1),
        brow=np.clip(habits.rest_brow + manner.brow + today[2] + drift[2] + brow, 0, 1),
        open=np.clip(mouth, 0, 1),
        narrow=np.clip(narrow, 0, 1),
        gaze=_gaze(frames, generator),
    )
    return Performance(motion, blink, smiles)
