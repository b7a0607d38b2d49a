"""Settings of the Adaptive Space Encoder."""

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from elp.config.base import Settings
from elp.config.optimiser import OptimiserSettings


class LossSettings(Settings):
    """Weights of Eq. 7 and the readings of Eq. 3, 4 and 6."""

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
    loss: LossSettings = LossSettings()
    optimiser: OptimiserSettings = OptimiserSettings()

    @model_validator(mode="after")
    def _head_has_a_space(self) -> "AseSettings":
        if self.head == "full" and self.space == "base":
            raise ValueError(
                "`head: full` has logits for each emotion: it needs the `space: transformed`"
            )
        return self
