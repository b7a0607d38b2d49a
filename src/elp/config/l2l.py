"""Settings of Learning2Listen; the defaults are the published ones (Ng et al., CVPR 2022).

Only the learning rates are those of a training that ends (docs/decisions/0013).
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from elp.config.base import Settings
from elp.config.optimiser import OptimiserSettings


class VqVaeOptimiser(OptimiserSettings):
    """The published optimiser; its rate is published as a factor of the Noam schedule.

    The published training has no end, so its warm-up is a fraction of ours.
    """

    learning_rate: PositiveFloat = Field(3.95e-4, description="peak rate, after `warm_up`")
    betas: tuple[float, float] = (0.9, 0.98)
    epsilon: PositiveFloat = 1e-9
    warm_up: PositiveFloat | None = Field(
        0.2,
        description="steps until the peak rate, or a fraction of all steps if below 1; published: "
        "100 000 steps of training without an end",
    )


class PredictorOptimiser(VqVaeOptimiser):
    """The published optimiser, with a rate that learns within the paper's 10,000 steps."""

    algorithm: Literal["adamw", "adam"] = "adam"
    learning_rate: PositiveFloat = Field(
        2e-4, description="peak rate, after `warm_up`; published: 2.236e-6 (docs/paper.md)"
    )
    weight_decay: NonNegativeFloat = 0.0


class VqVaeSettings(Settings):
    """The VQ-VAE on 32 frames of the listener's motion, one code for each 8 frames."""

    hidden: PositiveInt = Field(256, description="channels, and size of the vector of a code")
    layers: PositiveInt = Field(12, description="layers of each Transformer")
    heads: PositiveInt = Field(8, description="attention heads")
    feed_forward: PositiveInt = Field(384, description="width of the feed-forward layers")
    codes: PositiveInt = Field(200, description="number of codes in the codebook")
    commitment: NonNegativeFloat = Field(0.25, description="β, weight of the commitment loss")
    optimiser: VqVaeOptimiser = VqVaeOptimiser()

    @model_validator(mode="after")
    def _heads_divide(self) -> "VqVaeSettings":
        if self.hidden % self.heads:
            raise ValueError(f"`hidden` {self.hidden} must be a multiple of `heads` {self.heads}")
        return self


class PredictorSettings(Settings):
    """The cross-modal predictor of the listener's next code."""

    hidden: PositiveInt = Field(200, description="width of the Transformers over codes")
    cross_hidden: PositiveInt = Field(400, description="width of the cross-modal Transformer")
    cross_layers: PositiveInt = Field(2, description="layers of the cross-modal Transformer")
    layers: PositiveInt = Field(5, description="layers of the Transformer over past and speaker")
    heads: PositiveInt = Field(10, description="attention heads")
    feed_forward: PositiveInt = Field(128, description="width of the feed-forward layers")
    past: Literal["tokens", "transformer"] = Field(
        "tokens",
        description="the listener's past codes as they are, as the released code runs, or after a "
        "Transformer of their own, which it builds but never runs",
    )
    masked: float = Field(
        4 / 21,
        ge=0,
        le=1,
        description="fraction of training windows of whose past only the newest codes are known, "
        "none to three",
    )
    optimiser: PredictorOptimiser = PredictorOptimiser()

    @model_validator(mode="after")
    def _heads_divide(self) -> "PredictorSettings":
        for name in ("hidden", "cross_hidden"):
            if getattr(self, name) % self.heads:
                raise ValueError(
                    f"`{name}` {getattr(self, name)} must be a multiple of `heads` {self.heads}"
                )
        return self


class L2lReadings(Settings):
    """Readings of the released code; the first, its smoothing, is on, and its defects are off."""

    smoothing: Literal["bilateral", "none"] = Field(
        "bilateral",
        description="of the motion of speakers and of training listeners over time: as the "
        "released code, by a bilateral filter (5 frames, σ 20 and 20)",
    )

    normalisation: Literal["z", "std_of_stds"] = Field(
        "z",
        description="`z`: divide motion by the deviation over all frames; `std_of_stds`: as the "
        "released code, by the deviation over clips of each clip's own deviation",
    )
    training_share: float = Field(
        1.0,
        gt=0,
        le=1,
        description="fraction of the training clips to train on; the released code takes 0.7, by "
        "an unseeded draw at each start. Here the run's seed draws, so that runs can be repeated "
        "and resumed",
    )
    first_frames: Literal["generated", "empty"] = Field(
        "generated",
        description="`generated`: begin with the clip, whose first frame the speaker's past "
        "repeats; `empty`: as the released code, begin after 32 frames of the speaker, and leave "
        "those frames without motion",
    )


class L2lSettings(Settings):
    """Learning2Listen: VQ-VAE, predictor, and how codes are drawn."""

    vqvae: VqVaeSettings = VqVaeSettings()
    predictor: PredictorSettings = PredictorSettings()
    nucleus: float = Field(0.9, gt=0, le=1, description="p of nucleus sampling")
    temperature: PositiveFloat = Field(
        0.7, description="of the distribution from which codes are drawn"
    )
    readings: L2lReadings = L2lReadings()

    FORMER: ClassVar[Mapping[str, str | None]] = {
        "normalisation": "readings.normalisation",
        "training_share": "readings.training_share",
        "first_frames": "readings.first_frames",
        "vqvae.steps": None,
        "predictor.steps": None,
    }
