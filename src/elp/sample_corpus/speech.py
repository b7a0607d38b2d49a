"""Talk with an audible emotion: who speaks, in which mood, in which phrases."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from jaxtyping import Float, Float32
from scipy.signal import lfilter

from elp.sample_corpus.espeak import Prosody, Sound, synthesise
from elp.sample_corpus.texts import SENTENCES

RATE = 22_050
"""Sample rate of all speech, in Hz: eSpeak NG's own."""

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
    """What stays the same about a person's voice.

    Attributes
    ----------
    sex : Sex
        Which half of the labels the voice belongs to.
    variant : str
        eSpeak NG's voice variant.
    pitch, rate, loudness : float
        Shift of the pitch parameter, and factors of speed and loudness.
    """

    sex: Sex
    variant: str
    pitch: float
    rate: float
    loudness: float


@dataclass(frozen=True)
class Mood:
    """How an emotion sounds.

    Attributes
    ----------
    rate, pitch, range : float
        eSpeak NG's parameters, see `Prosody`.
    loudness : float
        Root mean square of the speech.
    tension : float
        Spectral tilt: above 0 high frequencies are raised as in a pressed voice, below 0 they are
        damped as in a soft one.
    tremor : float
        Depth of a 6 Hz change of loudness.
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


@dataclass(frozen=True)
class Talk:
    """Speech in phrases.

    Attributes
    ----------
    sound : Sound
        The speech with its pauses, at `RATE`.
    phrases : array, shape (phrases, 2)
        Start and end of each phrase in seconds; a phrase cut off by the end counts.
    """

    sound: Sound
    phrases: Float[np.ndarray, "phrases 2"]


def draw_voice(sex: Sex, generator: np.random.Generator) -> Voice:
    """A person's voice, at random."""
    return Voice(
        sex=sex,
        variant=str(generator.choice(VARIANTS[sex])),
        pitch=float(generator.normal(0, 4)),
        rate=float(np.exp(generator.normal(0, 0.05))),
        loudness=float(np.exp(generator.normal(0, 0.15))),
    )


def talk(
    voice: Voice,
    emotion: VoiceEmotion,
    seconds: float,
    generator: np.random.Generator,
    first_text: int | None = None,
) -> Talk:
    """A person talking for a while in one emotion.

    Parameters
    ----------
    voice : Voice
        Who talks.
    emotion : VoiceEmotion
        How.
    seconds : float
        Length of the sound; the last phrase is cut off there.
    generator : np.random.Generator
        For texts, pauses and the variation from phrase to phrase.
    first_text : int, optional
        Sentence to begin with, counted in `SENTENCES` and beyond its end from the start again;
        otherwise any.
    """
    length = round(seconds * RATE)
    text = int(generator.integers(len(SENTENCES))) if first_text is None else first_text
    mood = _variation(MOODS[emotion], generator)
    # A room is never silent; log spectra of digital silence would be.
    samples = generator.normal(0, 4e-4, length).astype(np.float32)
    phrases: list[tuple[float, float]] = []
    at = round(generator.uniform(0.05, 0.35) * RATE)
    while at < length:
        said = _say(SENTENCES[text % len(SENTENCES)], voice, mood, generator)
        end = min(at + len(said), length)
        samples[at:end] += said[: end - at]
        phrases.append((at / RATE, end / RATE))
        at = end + round(mood.pause * generator.uniform(0.6, 1.6) * RATE)
        text += 1
    return Talk(Sound(np.clip(samples, -1, 1), RATE), np.array(phrases))


def utterance(
    text: int, label: str, generator: np.random.Generator, seconds: float = 4.0
) -> tuple[Float32[np.ndarray, "samples"], int]:
    """Some seconds of labelled speech by a voice drawn at random, and the sample rate in Hz.

    Voices, moods and phrases are those of the conversations of the sample corpus.

    Parameters
    ----------
    text : int
        Sentence to begin with; any number of at least 0.
    label : str
        One of `LABELS`.
    generator : np.random.Generator
        For the voice and everything that varies between utterances.
    seconds : float
        Length of the speech.

    Raises
    ------
    ValueError
        If the label is none of the ten.
    """
    if label not in LABELS:
        raise ValueError(f"`{label}` is none of {', '.join(LABELS)}")
    sex = next(name for name in get_args(Sex) if label.startswith(f"{name}_"))
    emotion = next(name for name in get_args(VoiceEmotion) if label.endswith(name))
    spoken = talk(draw_voice(sex, generator), emotion, seconds, generator, text)
    return spoken.sound.samples, spoken.sound.rate


def _variation(mood: Mood, generator: np.random.Generator) -> Mood:
    """The mood as it is today: no two conversations have the same."""
    return replace(
        mood,
        rate=mood.rate * float(np.exp(generator.normal(0, 0.06))),
        pitch=mood.pitch + float(generator.normal(0, 5)),
        range=mood.range + float(generator.normal(0, 8)),
        loudness=mood.loudness * float(np.exp(generator.normal(0, 0.2))),
        tension=mood.tension + float(generator.normal(0, 0.1)),
    )


def _say(
    sentence: str, voice: Voice, mood: Mood, generator: np.random.Generator
) -> Float32[np.ndarray, "samples"]:
    """One phrase, without the silence that eSpeak NG puts around it."""
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
    """Raise or damp high frequencies by a filter of first order."""
    zero, pole = (min(tension, 0.9), 0.0) if tension > 0 else (0.0, min(-tension, 0.9))
    return np.asarray(lfilter([1, -zero], [1, -pole], samples.astype(np.float64)))
