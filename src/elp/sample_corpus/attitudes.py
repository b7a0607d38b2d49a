"""What the attitude of a conversation does to faces and voices."""

from dataclasses import dataclass
from typing import Literal

from elp.sample_corpus.speech import VoiceEmotion

Attitude = Literal["positive", "neutral", "negative"]


@dataclass(frozen=True)
class Colour:
    """What an attitude does to a face.

    Attributes
    ----------
    smile, frown, brow : float
        Added to the resting face, as weights of the expressions.
    smiles : float
        Smiles of the speaker per second.
    mirroring : float
        Gain of the listener's answer to a smile.
    nodding, shaking : float
        Probability of either after a phrase.
    liveliness : float
        Factor of the movements of the head.
    """

    smile: float
    frown: float
    brow: float
    smiles: float
    mirroring: float
    nodding: float
    shaking: float
    liveliness: float


COLOURS: dict[Attitude, Colour] = {
    "positive": Colour(0.25, 0.02, 0.15, 0.30, 1.0, 0.75, 0.02, 1.2),
    "neutral": Colour(0.05, 0.06, 0.08, 0.20, 0.7, 0.55, 0.04, 0.8),
    "negative": Colour(0.00, 0.35, 0.03, 0.12, 0.5, 0.35, 0.25, 1.0),
}

VOICES: dict[Attitude, tuple[VoiceEmotion, ...]] = {
    "positive": ("happy",),
    "neutral": ("calm",),
    "negative": ("angry", "sad", "fearful"),
}
"""How an attitude may sound; a conversation has one of them."""
