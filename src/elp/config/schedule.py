"""Settings of how long a model trains."""

from pydantic import Field, PositiveInt

from elp.config.base import Settings


class ScheduleSettings(Settings):
    """How long the motion models train on a data set (Sec. 4.1, implementation details)."""

    steps: PositiveInt = Field(10_000, description="optimiser steps (paper: ViCo 10000, L2L 50000)")
    batch_size: PositiveInt = Field(
        32, description="windows of each step (paper: ViCo 32, L2L 128)"
    )
