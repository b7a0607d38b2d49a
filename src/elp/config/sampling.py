"""Settings of generating whole clips."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from elp.config.base import Settings


class SamplingSettings(Settings):
    """How whole clips are generated from windows."""

    samples: PositiveInt = Field(10, description="K, generated listeners a clip")
    overlap: NonNegativeInt = Field(
        10, description="frames two windows share; there they are cross-faded, so no jump is left"
    )
    emotion: str = Field(
        "predicted", description="`predicted`, `given` (the clip's label), or an emotion's name"
    )
    emotion_weights: Literal["hard", "soft"] = Field(
        "hard", description="arg max of e', or e' itself"
    )
    noise: bool = Field(True, description="draw the codes (Gumbel noise), or take the likeliest")
    blink_threshold: float = Field(0.5, gt=0, lt=1, description="φ = 1 above this probability")
    batch_size: PositiveInt = Field(64, description="windows decoded at a time")
    seed: NonNegativeInt = 0
