"""Settings of the Adaptive Space Encoder."""

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from elp.config.base import Settings
from elp.config.optimiser import OptimiserSettings


class LossSettings(Settings):
    """Weights of Eq. 7 and the readings of Eq. 3, 4 and 6."""

    objective: Literal["distance", "energy"] = Field(
        "distance",
        description="of the motion: Eq. 3, or the energy score of two samples, which is smallest "
        "at the true distribution and not at its mean (docs/paper.md, beyond the paper)",
    )

    blink: NonNegativeFloat = Field(5.0, description="λ₁, of the blink's cross entropy (Eq. 4)")
    emotion: NonNegativeFloat = Field(5.0, description="λ₂, of the emotion's cross entropy (Eq. 6)")
    smoothness: NonNegativeFloat = Field(0.01, description="λ₃, of the blink's variation (Eq. 5)")
    reduction: Literal["sum_t", "mean_t"] = Field("sum_t", description="over time (paper: sum)")
    ce2: Literal["bce", "softmax_ce"] = Field("bce", description="Eq. 6 as written, or plain")
    ce2_class_weight: Literal["none", "balanced"] = Field("none", description="by label frequency")


class AseSettings(Settings):
    """Adaptive Space Encoder (Sec. 3.3), sizes of ../docs/paper.md."""

    heads: PositiveInt = Field(128, description="H, classification heads")
    categories: PositiveInt = Field(64, description="V, categories a head")
    space: Literal["transformed", "base"] = Field(
        "transformed", description="𝕌, rearranged by emotion, or the ablation ∇"
    )
    head: Literal["base", "full"] = Field("base", description="H·V logits, or H·N·V masked by e")
    code_repr: Literal["onehot", "index"] = Field("onehot", description="what the decoders read")
    temperature: PositiveFloat = Field(1.0, description="τ of the Gumbel-softmax")
    window: PositiveInt = Field(50, description="T, frames a training window (2 s)")
    audio_width: PositiveInt = Field(64, description="channels of the audio network's first layer")
    audio_channels: PositiveInt = Field(128, description="of a(t)")
    channels: PositiveInt = Field(256, description="of the TDNN, convolutions, LSTM and MLPs")
    conv_layers: PositiveInt = Field(8, description="1D convolutions of the code branch")
    lstm_layers: PositiveInt = Field(3, description="LSTM layers of the code branch and of D2")
    emotion_mlp: PositiveInt = Field(
        512,
        multiple_of=2,
        description="width of the emotion MLP's input: mean and deviation of the TDNN's last "
        "layer, which has half as many units",
    )
    d1_channels: PositiveInt = 64
    d2_channels: PositiveInt = 32
    d2_lstm: PositiveInt = 64
    dropout: float = Field(0.2, ge=0, lt=1, description="after the audio network")
    noise: Literal["independent", "correlated"] = Field(
        "independent",
        description="Gumbel noise of each frame by itself, or with a memory of its own in each "
        "head, from `noise_shortest` to `noise_longest`, that runs on from window to window",
    )
    noise_shortest: float = Field(2.0, gt=0, description="frames of the shortest memory")
    noise_longest: float = Field(60.0, gt=0, description="frames of the longest memory")
    noise_constant: float = Field(
        0.0625, ge=0, lt=1, description="share of the heads whose noise is constant within a clip"
    )
    speaker_level: bool = Field(
        False, description="the speaker's β and p themselves beside their deviations (Eq. 1)"
    )
    blinks: Literal["threshold", "hazard"] = Field(
        "threshold",
        description="`hazard`: D2 gives the odds that a blink starts and that it goes on, trained "
        "by their likelihood and drawn frame after frame",
    )
    portrait: bool = Field(
        False,
        description="the listener's first frame is given, as RLHG has it, and a learned share of "
        "it is added to what D1 decodes",
    )
    loss: LossSettings = LossSettings()
    optimiser: OptimiserSettings = OptimiserSettings()

    @model_validator(mode="after")
    def _head_has_a_space(self) -> "AseSettings":
        if self.head == "full" and self.space == "base":
            raise ValueError(
                "`head: full` has logits for each emotion: it needs the `space: transformed`"
            )
        return self
