"""Speech with an audible emotion, in phrases."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
from jaxtyping import Float, Float32
from scipy.signal import lfilter

from elp.sample_corpus.espeak import Prosody, Sound, synthesise
from elp.sample_corpus.texts import SENTENCES
from elp.sample_corpus.voices import (
    LABELS,
    MOODS,
    Mood,
    Sex,
    Voice,
    VoiceEmotion,
    draw_voice,
    varied,
)

RATE = 22_050
"""Sample rate of eSpeak NG and of all speech, in Hz."""


@dataclass(frozen=True)
class Talk:
    """Speech in phrases.

    Attributes
    ----------
    sound : Sound
        The speech with its pauses, at `RATE`.
    phrases : array, shape (phrases, 2)
        Start and end of each phrase in seconds, including a phrase that the end cuts off.
    """

    sound: Sound
    phrases: Float[np.ndarray, "phrases 2"]


def talk(
    voice: Voice,
    emotion: VoiceEmotion,
    seconds: float,
    generator: np.random.Generator,
    first_text: int | None = None,
) -> Talk:
    """Draw a person's speech in one emotion.

    Parameters
    ----------
    voice : Voice
        The voice.
    emotion : VoiceEmotion
        The emotion.
    seconds : float
        Duration of the sound; it cuts off the last phrase.
    generator : np.random.Generator
        Draws texts, pauses and the variation between phrases.
    first_text : int, optional
        Index of the first sentence in `SENTENCES`, modulo their number; random by default.
    """
    length = round(seconds * RATE)
    text = int(generator.integers(len(SENTENCES))) if first_text is None else first_text
    mood = varied(MOODS[emotion], generator)
    # Room noise, because the log spectra of digital silence are infinite.
    samples = generator.normal(0, 4e-4, length).astype(np.float32)
    phrases: list[tuple[float, float]] = []
    at = round(generator.uniform(0.05, 0.35) * RATE)
    while at < length:
        phrase = _say(SENTENCES[text % len(SENTENCES)], voice, mood, generator)
        end = min(at + len(phrase), length)
        samples[at:end] += phrase[: end - at]
        phrases.append((at / RATE, end / RATE))
        at = end + round(mood.pause * generator.uniform(0.6, 1.6) * RATE)
        text += 1
    return Talk(Sound(np.clip(samples, -1, 1), RATE), np.array(phrases))


def utterance(
    text: int, label: str, generator: np.random.Generator, seconds: float = 4.0
) -> tuple[Float32[np.ndarray, "samples"], int]:
    """Labelled speech in a random voice, and its sample rate in Hz.

    Voices, moods and sentences are drawn as for the conversations of the sample corpus.

    Parameters
    ----------
    text : int
        Index of the first sentence, see `talk`.
    label : str
        One of `LABELS`.
    generator : np.random.Generator
        Draws the voice and the variation between utterances.
    seconds : float
        Duration of the speech.

    Raises
    ------
    ValueError
        If the label is not one of the ten.
    """
    if label not in LABELS:
        raise ValueError(f"`{label}` is not one of {', '.join(LABELS)}")
    sex = next(name for name in get_args(Sex) if label.startswith(f"{name}_"))
    emotion = next(name for name in get_args(VoiceEmotion) if label.endswith(name))
    spoken = talk(draw_voice(sex, generator), emotion, seconds, generator, text)
    return spoken.sound.samples, spoken.sound.rate


def _say(
    sentence: str, voice: Voice, mood: Mood, generator: np.random.Generator
) -> Float32[np.ndarray, "samples"]:
    """One phrase, without eSpeak NG's silence around it."""
    prosody = Prosody(
        rate=round(np.clip(mood.rate * voice.rate * np.exp(generator.normal(0, 0.04)), 80, 400)),
        pitch=round(np.clip(mood.pitch + voice.pitch + generator.normal(0, 3), 0, 99)),
        range=round(np.clip(mood.range, 0, 99)),
    )
    sound = synthesise(sentence, f"en+{voice.variant}", prosody)
    loud = np.flatnonzero(np.abs(sound.samples) > 0.01)
    samples = _tilt(sound.samples[loud[0] : loud[-1] + 1], mood.tension)
    seconds = np.arange(len(samples)) / sound.rate
    samples = samples * (1 + mood.tremor * np.sin(2 * np.pi * 6 * seconds))
    loudness = np.sqrt(np.mean(np.square(samples)))
    level = mood.loudness * voice.loudness * np.exp(generator.normal(0, 0.1))
    return np.asarray(samples * level / loudness, np.float32)


def _tilt(samples: Float32[np.ndarray, "samples"], tension: float) -> Float[np.ndarray, "samples"]:
    """Raise or damp high frequencies with a first-order filter."""
    zero, pole = (min(tension, 0.9), 0.0) if tension > 0 else (0.0, min(-tension, 0.9))
    return np.asarray(lfilter([1, -zero], [1, -pole], samples.astype(np.float64)))
