"""Settings of the runs: the ASE, its optimiser, baselines, sampling."""

from typing import Literal

from pydantic import (
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from elp.config.base import Settings


class LossSettings(Settings):
    """Weights of Eq. 7 and the readings of Eq. 3, 4 and 6."""

    blink: NonNegativeFloat = Field(5.0, description="λ₁, of the blink's cross entropy (Eq. 4)")
    emotion: NonNegativeFloat = Field(5.0, description="λ₂, of the emotion's cross entropy (Eq. 6)")
    smoothness: NonNegativeFloat = Field(0.01, description="λ₃, of the blink's variation (Eq. 5)")
    reduction: Literal["sum_t", "mean_t"] = Field("sum_t", description="over time (paper: sum)")
    ce2: Literal["bce", "softmax_ce"] = Field("bce", description="Eq. 6 as written, or plain")
    ce2_class_weight: Literal["none", "balanced"] = Field("none", description="by label frequency")


class OptimiserSettings(Settings):
    """AdamW (Sec. 4.1); the paper states neither schedule nor clipping."""

    learning_rate: PositiveFloat = 1e-3
    weight_decay: NonNegativeFloat = 0.01
    clip_gradient: PositiveFloat | None = Field(None, description="largest gradient norm")
    checkpoint_every: PositiveInt = Field(100, description="steps between checkpoints")
    log_every: PositiveInt = Field(20, description="steps between rows of training.csv")


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


class RunSettings(Settings):
    """A row of a table: a trained ASE, as in the paper unless said otherwise, or a baseline."""

    label: str | None = Field(None, description="the name that tables print; default: the run's")
    ase: AseSettings | None = None
    baseline: BaselineSettings | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "RunSettings":
        if (self.ase is None) == (self.baseline is None):
            raise ValueError("a run has either `ase` or `baseline`")
        return self


class SamplingSettings(Settings):
    """How whole clips are generated from windows."""

    samples: PositiveInt = Field(10, description="K, generated listeners a clip")
    overlap: NonNegativeInt = Field(
        10, description="frames two windows share; there they are cross-faded, so no jump is left"
    )
    emotion: str = Field(
        "predicted", description="`predicted`, `given` (the clip's label), or an emotion's name"
    )
    emotion_weights: Literal["hard", "soft"] = Field(
        "hard", description="arg max of e', or e' itself"
    )
    noise: bool = Field(True, description="draw the codes (Gumbel noise), or take the likeliest")
    blink_threshold: float = Field(0.5, gt=0, lt=1, description="φ = 1 above this probability")
    batch_size: PositiveInt = Field(64, description="windows decoded at a time")
    seed: NonNegativeInt = 0
