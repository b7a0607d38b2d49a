"""The people of the sample corpus: the same looks, voice and habits in all clips."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from elp.sample_corpus.portrait import Looks, draw_looks
from elp.sample_corpus.speech import Sex, Voice, draw_voice


@dataclass(frozen=True)
class Habits:
    """How a person behaves, whatever the mood.

    Attributes
    ----------
    rest_smile, rest_brow : float
        Of the face at rest, as weights of the expressions.
    liveliness : float
        Factor of all movements of the head.
    responsiveness : float
        Factor of the probability of an answer: a smile mirrored, a nod.
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
    """Someone who speaks or listens; the name is the identity in the clip sheet."""

    name: str
    looks: Looks
    voice: Voice
    habits: Habits


def draw_habits(generator: np.random.Generator) -> Habits:
    """The habits of a person, at random."""
    return Habits(
        rest_smile=float(np.clip(generator.normal(0.12, 0.08), 0, 0.35)),
        rest_brow=float(np.clip(generator.normal(0.08, 0.06), 0, 0.3)),
        liveliness=float(np.exp(generator.normal(0, 0.25))),
        responsiveness=float(np.clip(generator.normal(1, 0.15), 0.6, 1.3)),
        blink_rate=float(15 * np.exp(generator.normal(0, 0.2))),
    )


def draw_person(name: str, sex: Sex, seed: int) -> Actor:
    """A person, always the same for one name, sex and seed of the corpus."""
    generator = np.random.default_rng([seed, crc32(name.encode())])
    return Actor(name, draw_looks(generator), draw_voice(sex, generator), draw_habits(generator))
