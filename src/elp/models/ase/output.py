"""What an Adaptive Space Encoder gives back.

B batch, T frames, H heads, N emotions, L logits of each head, D expression and P pose components,
Q blink logits of each frame: 1, the blink's, or 2, of its start and of its continuation.
"""

from dataclasses import dataclass

from jaxtyping import Float, Int
from torch import Tensor


@dataclass(frozen=True)
class Decoded:
    """A listener, z-scored, and the logits of their blinks."""

    expression: Float[Tensor, "B T D"]
    pose: Float[Tensor, "B T P"]
    blink_logits: Float[Tensor, "B T Q"]


@dataclass(frozen=True)
class AseOutput(Decoded):
    """A listener with what it was decoded from; `codes` count from 0, within the block of e."""

    emotion_logits: Float[Tensor, "B N"]
    codes: Int[Tensor, "B T H"]
    logits: Float[Tensor, "B T H L"]
