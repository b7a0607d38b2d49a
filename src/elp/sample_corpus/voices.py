"""Voices of people, and how emotions change them."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

VoiceEmotion = Literal["angry", "calm", "fearful", "happy", "sad"]
Sex = Literal["female", "male"]

LABELS: tuple[str, ...] = tuple(
    f"{sex}_{emotion}" for sex in get_args(Sex) for emotion in get_args(VoiceEmotion)
)
"""The ten labels of Speech-Emotion-Analyzer, in its order."""

VARIANTS: dict[Sex, tuple[str, ...]] = {
    "female": ("f1", "f2", "f3", "f4", "f5", "steph"),
    "male": ("m1", "m3", "m4", "m6", "m7", "ed"),
}


@dataclass(frozen=True)
class Voice:
    """The constant properties of a person's voice.

    Attributes
    ----------
    sex : Sex
        Sex in the labels of the voice.
    variant : str
        eSpeak NG's voice variant.
    pitch, rate, loudness : float
        Offset of the pitch parameter, factors of speed and loudness.
    """

    sex: Sex
    variant: str
    pitch: float
    rate: float
    loudness: float


@dataclass(frozen=True)
class Mood:
    """The sound of an emotion.

    Attributes
    ----------
    rate, pitch, range : float
        eSpeak NG's parameters, see `Prosody`.
    loudness : float
        Root mean square of the speech.
    tension : float
        Spectral tilt: above 0 raises high frequencies as in a pressed voice, below 0 damps them as
        in a soft voice.
    tremor : float
        Depth of a 6 Hz modulation of loudness.
    pause : float
        Mean pause between phrases in seconds.
    """

    rate: float
    pitch: float
    range: float
    loudness: float
    tension: float
    tremor: float
    pause: float


MOODS: dict[VoiceEmotion, Mood] = {
    "angry": Mood(195.0, 56.0, 80.0, 0.16, 0.7, 0.0, 0.30),
    "calm": Mood(155.0, 44.0, 40.0, 0.06, -0.2, 0.0, 0.55),
    "fearful": Mood(205.0, 72.0, 25.0, 0.08, 0.2, 0.5, 0.45),
    "happy": Mood(180.0, 66.0, 90.0, 0.11, 0.3, 0.0, 0.35),
    "sad": Mood(130.0, 30.0, 15.0, 0.04, -0.5, 0.1, 0.75),
}


def draw_voice(sex: Sex, generator: np.random.Generator) -> Voice:
    """Draw a person's voice."""
    return Voice(
        sex=sex,
        variant=str(generator.choice(VARIANTS[sex])),
        pitch=float(generator.normal(0, 4)),
        rate=float(np.exp(generator.normal(0, 0.05))),
        loudness=float(np.exp(generator.normal(0, 0.15))),
    )


def varied(mood: Mood, generator: np.random.Generator) -> Mood:
    """The mood with the random variation of one conversation."""
    return replace(
        mood,
        rate=mood.rate * float(np.exp(generator.normal(0, 0.06))),
        pitch=mood.pitch + float(generator.normal(0, 5)),
        range=mood.range + float(generator.normal(0, 8)),
        loudness=mood.loudness * float(np.exp(generator.normal(0, 0.2))),
        tension=mood.tension + float(generator.normal(0, 0.1)),
    )
