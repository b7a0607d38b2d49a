"""Settings of the regression baselines RLHG and PCH; the defaults are the published ones."""

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from elp.config.base import Settings
from elp.config.optimiser import OptimiserSettings


class RlhgOptimiser(OptimiserSettings):
    """The published optimiser: the rate is halved every 30 epochs.

    On ViCo that is about 263,000 of its batches of 16 windows, so in 10,000 steps the rate stays.
    """

    learning_rate: PositiveFloat = 2e-3
    weight_decay: NonNegativeFloat = 0.05
    decay_epochs: PositiveInt | None = Field(30, description="epochs until the rate is halved")


class RlhgSettings(Settings):
    """Responsive Listening Head Generation (Zhou et al., ECCV 2022)."""

    hidden: PositiveInt = Field(96, description="units of the LSTM in each direction")
    inputs: PositiveInt = Field(192, description="width of the layer before the LSTM")
    layers: PositiveInt = Field(2, description="layers of the LSTM")
    dropout: float = Field(0.1, ge=0, lt=1, description="between the LSTM's layers")
    window: PositiveInt = Field(90, description="frames of a training window")
    spiky_expression: NonNegativeFloat = Field(
        0.001, description="weight of the distance between differences of neighbouring frames of β"
    )
    spiky_pose: NonNegativeFloat = Field(1.0, description="the same for p")
    optimiser: RlhgOptimiser = RlhgOptimiser()

    @property
    def fewest_frames(self) -> int:
        """Frames of the shortest window: the given one, and two more for a difference."""
        return 3

    @model_validator(mode="after")
    def _window_has_losses(self) -> "RlhgSettings":
        if self.window < self.fewest_frames:
            raise ValueError(
                f"`window` is {self.window}: the losses need at least {self.fewest_frames} frames"
            )
        return self


class PchSettings(RlhgSettings):
    """Perceptual Conversational Head (Huang et al., ACM MM 2022), as a listener."""

    layers: PositiveInt = Field(4, description="layers of the BiLSTM")
    skipped: PositiveInt = Field(
        5, description="frames at the start of a window that no loss reads"
    )

    @property
    def fewest_frames(self) -> int:
        """Frames of the shortest window, with the skipped ones."""
        return self.skipped + 3
