"""Settings of the optimiser, the same for all networks."""

from typing import Any, Literal, TypeVar

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from elp.config.base import Settings

SCHEDULES = ("warm_up", "decay_every", "decay_epochs")
S = TypeVar("S", bound="OptimiserSettings")


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
    warm_up: PositiveFloat | None = Field(
        None,
        description="steps of linear rise, or a fraction of all steps if below 1; after it the "
        "rate falls with the root of the step (Noam schedule, Vaswani et al. 2017)",
    )
    decay_every: PositiveInt | None = Field(
        None, description="steps after which the rate is multiplied by `decay`, repeatedly"
    )
    decay_epochs: PositiveInt | None = Field(
        None,
        description="the same in epochs, passes over all windows of the training split; a window "
        "begins at every frame",
    )
    decay: PositiveFloat = Field(
        0.5, lt=1, description="factor of the rate, with `decay_every` or `decay_epochs`"
    )
    clip_gradient: PositiveFloat | None = Field(
        None, description="largest gradient norm; null: no clipping"
    )
    checkpoint_every: PositiveInt = Field(100, description="steps between checkpoints")
    log_every: PositiveInt = Field(20, description="steps between rows of training.csv")

    @model_validator(mode="before")
    @classmethod
    def _given_schedule_replaces_the_default(cls, values: Any) -> Any:
        if isinstance(values, dict) and any(values.get(name) is not None for name in SCHEDULES):
            return dict.fromkeys(SCHEDULES) | values
        return values

    @model_validator(mode="after")
    def _one_schedule(self) -> "OptimiserSettings":
        given = [f"`{name}`" for name in SCHEDULES if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are {len(given)} schedules: set only one")
        if self.warm_up is not None and self.warm_up > 1 and self.warm_up % 1:
            raise ValueError(
                f"`warm_up` is {self.warm_up}: set whole steps, or a fraction of all steps below 1"
            )
        return self

    def in_steps(self: S, steps: int, epoch: int) -> S:
        """The same, with its schedule in steps.

        Parameters
        ----------
        steps : int
            Of the whole training.
        epoch : int
            Steps of one pass over the training split.
        """
        if self.warm_up is not None and self.warm_up < 1:
            return self.model_copy(update={"warm_up": max(1, round(self.warm_up * steps))})
        if self.decay_epochs is not None:
            every = self.decay_epochs * epoch
            return self.model_copy(update={"decay_epochs": None, "decay_every": every})
        return self
