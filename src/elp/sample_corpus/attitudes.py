"""The effects of a conversation's attitude on faces and voices."""

from dataclasses import dataclass
from typing import Literal

from elp.sample_corpus.voices import VoiceEmotion

Attitude = Literal["positive", "neutral", "negative"]


@dataclass(frozen=True)
class Manner:
    """The effects of an attitude on a face.

    Attributes
    ----------
    smile, frown, brow : float
        Weights of expressions, added to the resting face.
    smiles : float
        Smiles of the speaker per second.
    mirroring : float
        Gain of the listener's smile in response to the speaker's.
    nodding, shaking : float
        Probability of a nod or a shake after a phrase.
    liveliness : float
        Factor of head movements.
    """

    smile: float
    frown: float
    brow: float
    smiles: float
    mirroring: float
    nodding: float
    shaking: float
    liveliness: float


MANNERS: dict[Attitude, Manner] = {
    "positive": Manner(0.25, 0.02, 0.15, 0.30, 1.0, 0.75, 0.02, 1.2),
    "neutral": Manner(0.05, 0.06, 0.08, 0.20, 0.7, 0.55, 0.04, 0.8),
    "negative": Manner(0.00, 0.35, 0.03, 0.12, 0.5, 0.35, 0.25, 1.0),
}

VOICES: dict[Attitude, tuple[VoiceEmotion, ...]] = {
    "positive": ("happy",),
    "neutral": ("calm",),
    "negative": ("angry", "sad", "fearful"),
}
"""The emotions of voices that express an attitude; a conversation has one of them."""
