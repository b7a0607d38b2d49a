"""Settings of generating whole clips."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from elp.config.base import Settings


class SamplingSettings(Settings):
    """How the listeners of whole clips are generated, window by window."""

    samples: PositiveInt = Field(10, description="K, listeners generated for each clip")
    overlap: NonNegativeInt = Field(
        10,
        description="frames that neighbouring windows share and over which they are cross-faded",
    )
    emotion: str = Field(
        "predicted",
        description="`predicted` by the model, `given` by the label of the clip, or the name of an "
        "emotion",
    )
    emotion_weights: Literal["hard", "soft"] = Field(
        "hard",
        description="with a predicted emotion (Sec. 3.3): `hard`: the likeliest of e'; `soft`: a "
        "mixture by e'",
    )
    noise: bool = Field(
        True, description="draw codes with Gumbel noise; otherwise take the likeliest"
    )
    blink_threshold: float = Field(0.5, gt=0, lt=1, description="probability above which φ = 1")
    batch_size: PositiveInt = Field(64, description="windows decoded at once")
    seed: NonNegativeInt = Field(0, description="of all random draws, beside the run's seed")
