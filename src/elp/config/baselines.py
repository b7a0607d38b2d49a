"""Settings of listeners without a network of their own."""

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveInt, model_validator

from elp.config.base import Settings


class BaselineSettings(Settings):
    """A listener without a network of its own."""

    kind: Literal["gt", "nn_motion", "nn_audio", "random", "dls_random"]
    model: str | None = Field(None, description="run whose latent space is used")
    output: Literal["latent", "raw"] = Field(
        "latent", description="retrieved motion through the latent space (the tables), or as it is"
    )
    key: Literal["flat", "pool"] = Field(
        "flat", description="nearest by flattened windows (L2), or pooled over time (cosine)"
    )
    stride: PositiveInt = Field(25, description="frames between windows of the training bank")
    unit: Literal["frame", "clip"] = Field("frame", description="what `random` picks at a time")
    perturbation: NonNegativeFloat = Field(0.05, description="of `random`, in standard deviations")

    @property
    def needs_model(self) -> bool:
        """Whether the trained ASE of `model` is read."""
        retrieves = self.kind in ("nn_motion", "nn_audio") and self.output == "latent"
        return retrieves or self.kind == "dls_random"

    @model_validator(mode="after")
    def _model_where_needed(self) -> "BaselineSettings":
        if self.needs_model and self.model is None:
            raise ValueError(
                f"baseline `{self.kind}` needs `model`, the run whose codes it decodes"
            )
        return self
