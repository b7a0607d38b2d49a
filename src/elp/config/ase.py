"""Settings of the Adaptive Space Encoder."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from elp.config.base import Settings
from elp.config.optimiser import OptimiserSettings


class LossSettings(Settings):
    """Weights of Eq. 7, and the objective of the motion."""

    objective: Literal["distance", "energy"] = Field(
        "distance",
        description="of the motion: Eq. 3, or the energy score of two samples, which is smallest "
        "at the true distribution and not at its mean (docs/paper.md, beyond the paper)",
    )
    blink: NonNegativeFloat = Field(
        5.0, description="λ₁, weight of the cross entropy of blinks (Eq. 4)"
    )
    emotion: NonNegativeFloat = Field(
        5.0, description="λ₂, weight of the cross entropy of the emotion (Eq. 6)"
    )
    smoothness: NonNegativeFloat = Field(
        0.01, description="λ₃, weight of the variation of the blink probability (Eq. 5)"
    )


class AseReadings(Settings):
    """Readings of the paper where it is silent or ambiguous (docs/paper.md has the reasons)."""

    head: Literal["base", "full"] = Field(
        "base",
        description='"T × H × 3C" (Sec. 3.3): `base`: H·V logits, rearranged by the emotion; '
        "`full`: H·N·V logits, of which the emotion selects a block",
    )
    code_repr: Literal["onehot", "index"] = Field(
        "onehot",
        description="what the decoders read of a codeword (Sec. 3.3): its one-hot vector, or its "
        "number",
    )
    temperature: PositiveFloat = Field(
        1.0, description="τ of the Gumbel-softmax (Eq. 2), which the paper does not state"
    )
    reduction: Literal["sum_t", "mean_t"] = Field(
        "sum_t", description="of the losses over time (Eq. 3 to 5 as written: the sum)"
    )
    ce2: Literal["bce", "softmax_ce"] = Field(
        "bce",
        description="Eq. 6: `bce`: a binary cross entropy for each emotion, as written; "
        "`softmax_ce`: the usual cross entropy",
    )


class AseSettings(Settings):
    """Adaptive Space Encoder (Sec. 3.3). The defaults are the published sizes (Sec. 4.1)."""

    heads: PositiveInt = Field(128, description="H, classification heads")
    categories: PositiveInt = Field(64, description="V, categories of each head")
    space: Literal["transformed", "base"] = Field(
        "transformed",
        description="latent space: 𝕌, rearranged by emotion, or ∇, the ablation without emotion",
    )
    readings: AseReadings = AseReadings()
    window: PositiveInt = Field(50, description="T, frames of a training window (2 s)")
    audio_width: PositiveInt = Field(64, description="channels of the audio network's first layer")
    audio_channels: PositiveInt = Field(128, description="size of the speech feature a(t)")
    channels: PositiveInt = Field(
        256, description="width of the TDNN, the convolutions, the LSTM and the MLPs"
    )
    conv_layers: PositiveInt = Field(8, description="1D convolutions of the code branch")
    lstm_layers: PositiveInt = Field(3, description="LSTM layers of the code branch and of D2")
    emotion_mlp: PositiveInt = Field(
        512,
        multiple_of=2,
        description="width of the emotion MLP's input: mean and deviation of the TDNN's last "
        "layer, which has half as many units",
    )
    d1_channels: PositiveInt = Field(64, description="channels of D1, the motion decoder")
    d2_channels: PositiveInt = Field(32, description="channels of D2, the blink decoder")
    d2_lstm: PositiveInt = Field(64, description="units of D2's LSTM")
    dropout: float = Field(0.2, ge=0, lt=1, description="after the audio network")
    noise: Literal["independent", "correlated"] = Field(
        "independent",
        description="Gumbel noise: `independent` for each frame, or `correlated` over time, with "
        "a memory of its own in each head, from `noise_shortest` to `noise_longest`, that carries "
        "over from window to window",
    )
    noise_shortest: float = Field(2.0, gt=0, description="frames of the shortest memory")
    noise_longest: float = Field(60.0, gt=0, description="frames of the longest memory")
    noise_constant: float = Field(
        0.0625, ge=0, lt=1, description="fraction of heads whose noise is constant within a clip"
    )
    speaker_level: bool = Field(
        False, description="read the speaker's β and p themselves beside their deviations (Eq. 1)"
    )
    blinks: Literal["threshold", "hazard"] = Field(
        "threshold",
        description="`threshold`: D2 gives the probability of a blink; `hazard`: D2 gives the "
        "probabilities that a blink starts and that it continues, trained by their likelihood and "
        "drawn frame by frame",
    )
    portrait: bool = Field(
        False,
        description="give the model the listener's first frame, as RLHG does: a learned fraction "
        "of it is added to what D1 decodes",
    )
    loss: LossSettings = LossSettings()
    optimiser: OptimiserSettings = OptimiserSettings()

    FORMER: ClassVar[Mapping[str, str | None]] = {
        "head": "readings.head",
        "code_repr": "readings.code_repr",
        "temperature": "readings.temperature",
        "loss.reduction": "readings.reduction",
        "loss.ce2": "readings.ce2",
        "loss.ce2_class_weight": None,
    }

    @property
    def fewest_frames(self) -> int:
        """Frames of the shortest window: two, for a difference."""
        return 2

    @model_validator(mode="after")
    def _full_head_has_emotions(self) -> "AseSettings":
        if self.readings.head == "full" and self.space == "base":
            raise ValueError(
                "`readings.head: full` has logits for each emotion: it needs `space: transformed`"
            )
        return self
