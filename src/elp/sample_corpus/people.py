"""The people of the sample corpus, with the same looks, voice and habits in all clips."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from elp.sample_corpus.portrait import Looks, draw_looks
from elp.sample_corpus.voices import Sex, Voice, draw_voice


@dataclass(frozen=True)
class Habits:
    """A person's behaviour independent of mood.

    Attributes
    ----------
    rest_smile, rest_brow : float
        Weights of expressions of the resting face.
    liveliness : float
        Factor of head movements.
    responsiveness : float
        Factor of the probability of a response: a mirrored smile, a nod.
    blink_rate : float
        Blinks per minute.
    """

    rest_smile: float
    rest_brow: float
    liveliness: float
    responsiveness: float
    blink_rate: float


@dataclass(frozen=True)
class Actor:
    """A speaker or listener; the name is the identity in the clip sheet."""

    name: str
    looks: Looks
    voice: Voice
    habits: Habits


def draw_habits(generator: np.random.Generator) -> Habits:
    """Draw a person's habits."""
    return Habits(
        rest_smile=float(np.clip(generator.normal(0.12, 0.08), 0, 0.35)),
        rest_brow=float(np.clip(generator.normal(0.08, 0.06), 0, 0.3)),
        liveliness=float(np.exp(generator.normal(0, 0.25))),
        responsiveness=float(np.clip(generator.normal(1, 0.15), 0.6, 1.3)),
        blink_rate=float(15 * np.exp(generator.normal(0, 0.2))),
    )


def draw_person(name: str, sex: Sex, seed: int) -> Actor:
    """Draw a person; name, sex and the corpus's seed determine the result."""
    generator = np.random.default_rng([seed, crc32(name.encode())])
    return Actor(name, draw_looks(generator), draw_voice(sex, generator), draw_habits(generator))
