"""Settings of the baselines: methods without a network of their own."""

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveInt, model_validator

from elp.config.base import Settings


class BaselineReadings(Settings):
    """Readings of Sec. 4.1, which names each baseline in a sentence (docs/paper.md)."""

    output: Literal["latent", "raw"] = Field(
        "latent",
        description="of NN-motion and NN-audio: decode the retrieved motion from its codes, as the "
        "paper's tables do, or return it unchanged",
    )
    key: Literal["flat", "pool"] = Field(
        "flat",
        description="of NN-motion and NN-audio: nearest by flattened windows (Euclidean distance), "
        "or by windows pooled over time (cosine distance)",
    )
    stride: PositiveInt = Field(
        25, description="of NN-motion and NN-audio: frames between windows of the training bank"
    )
    unit: Literal["frame", "clip"] = Field("frame", description="of Random: what is drawn at once")
    perturbation: NonNegativeFloat = Field(
        0.05, description="of Random: added noise, in standard deviations"
    )


class BaselineSettings(Settings):
    """A baseline."""

    kind: Literal["gt", "nn_motion", "nn_audio", "random", "dls_random"]
    model: str | None = Field(None, description="the run whose latent space is used")
    readings: BaselineReadings = BaselineReadings()

    @property
    def needs_model(self) -> bool:
        """Whether the trained ASE of `model` is read."""
        retrieves = self.kind in ("nn_motion", "nn_audio") and self.readings.output == "latent"
        return retrieves or self.kind == "dls_random"

    @model_validator(mode="after")
    def _model_where_needed(self) -> "BaselineSettings":
        if self.needs_model and self.model is None:
            raise ValueError(
                f"baseline `{self.kind}` needs `model`, the run whose codes it decodes"
            )
        return self
