"""Settings of the optimiser, the same for all networks."""

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from elp.config.base import Settings


class OptimiserSettings(Settings):
    """Adam or AdamW, and the learning rate over time; the defaults are the ASE's (Sec. 4.1).

    The paper states neither a schedule nor clipping.
    """

    algorithm: Literal["adamw", "adam"] = "adamw"
    learning_rate: PositiveFloat = Field(1e-3, description="with `warm_up`: the peak rate")
    betas: tuple[float, float] = Field(
        (0.9, 0.999), description="decay of the first and of the second moment"
    )
    epsilon: PositiveFloat = Field(1e-8, description="added to the root of the second moment")
    weight_decay: NonNegativeFloat = 0.01
    warm_up: PositiveInt | None = Field(
        None,
        description="steps of linear rise, after which the rate falls with the root of the step "
        "(Noam schedule, Vaswani et al. 2017)",
    )
    decay_every: PositiveInt | None = Field(
        None, description="steps after which the rate is multiplied by `decay`, repeatedly"
    )
    decay: PositiveFloat = Field(0.5, lt=1, description="factor of the rate, with `decay_every`")
    clip_gradient: PositiveFloat | None = Field(
        None, description="largest gradient norm; null: no clipping"
    )
    checkpoint_every: PositiveInt = Field(100, description="steps between checkpoints")
    log_every: PositiveInt = Field(20, description="steps between rows of training.csv")

    @model_validator(mode="after")
    def _one_schedule(self) -> "OptimiserSettings":
        if self.warm_up is not None and self.decay_every is not None:
            raise ValueError("`warm_up` and `decay_every` are two schedules: set only one")
        return self
