"""Settings of how long a network trains, and of what chooses the step that is kept."""

from pydantic import Field, PositiveInt

from elp.config.base import Settings


class StepSettings(Settings):
    """How long a network trains."""

    steps: PositiveInt = Field(10_000, description="optimiser steps (paper: ViCo 10000, L2L 50000)")
    batch_size: PositiveInt = Field(
        32, description="windows of each step (paper: ViCo 32, L2L 128)"
    )


class ScheduleSettings(StepSettings):
    """How long the motion models train on a data set (Sec. 4.1), and which step is kept."""

    validation: float = Field(
        0.2,
        ge=0,
        lt=1,
        description="fraction of the training clips, of whole listeners, that models do not learn "
        "from: the step that does best on them is kept; 0: learn from all, keep the last step",
    )
    validate_every: PositiveInt = Field(100, description="steps between validations")
