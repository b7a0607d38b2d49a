"""The Adaptive Space Encoder: speaker's speech and style in, listener's motion out.

B batch, T frames, S style features, M MFCC, H heads, V categories, N emotions, L logits a head
(V, or N·V with the full head), D expression and P pose components.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.ase import AseSettings
from elp.errors import ElpError
from elp.models.audio_encoder import AudioEncoder
from elp.models.code_branch import CodeBranch
from elp.models.codes import Quantised, draw
from elp.models.decoders import BlinkDecoder, CodeMap, MotionDecoder, check_codes
from elp.models.emotion_branch import EmotionBranch
from elp.models.sizes import Sizes


@dataclass(frozen=True)
class Decoded:
    """A listener, z-scored, and the logit of the blink probability φ."""

    expression: Float[Tensor, "B T D"]
    pose: Float[Tensor, "B T P"]
    blink_logit: Float[Tensor, "B T"]


@dataclass(frozen=True)
class AseOutput(Decoded):
    """A listener with what it was decoded from; `codes` count from 0 and lie in e's block."""

    emotion_logits: Float[Tensor, "B N"]
    codes: Int[Tensor, "B T H"]
    logits: Float[Tensor, "B T H L"]


class Ase(nn.Module):
    """Adaptive Space Encoder.

    Parameters
    ----------
    settings : AseSettings
        Sizes of the network, and the readings of the paper.
    sizes : Sizes
        Sizes of the data.

    References
    ----------
    Song et al., "Emotional Listener Portrait", ICCV 2023, Sec. 3.3 and 4.1; docs/paper.md.
    """

    def __init__(self, settings: AseSettings, sizes: Sizes) -> None:
        super().__init__()
        self.settings, self.sizes = settings, sizes
        heads, categories = settings.heads, settings.categories
        blocks = sizes.n_emotions if settings.space == "transformed" else 1
        self.codewords = blocks * categories
        style = settings.audio_channels + sizes.style
        per_head = self.codewords if settings.head == "full" else categories
        self.audio = AudioEncoder(settings.audio_width, settings.audio_channels, settings.dropout)
        self.emotion = EmotionBranch(
            style, settings.channels, settings.emotion_mlp, sizes.n_emotions
        )
        self.code = CodeBranch(
            style,
            settings.channels,
            heads * per_head,
            conv_layers=settings.conv_layers,
            lstm_layers=settings.lstm_layers,
        )
        d1, d2, codes = settings.d1_channels, settings.d2_channels, settings.code_repr
        self.motion_map = CodeMap(self.codewords, d1, codes)
        self.motion_decoder = MotionDecoder(heads, d1, sizes.expression + sizes.pose)
        self.blink_map = CodeMap(self.codewords, d2, codes)
        self.blink_decoder = BlinkDecoder(heads, d2, settings.d2_lstm, settings.lstm_layers)

    def forward(
        self,
        mfcc: Float[Tensor, "B T M"],
        style: Float[Tensor, "B T S"],
        emotion: Int[Tensor, "B"] | None = None,
        *,
        sample: bool = True,
    ) -> AseOutput:
        """Generate listeners; without an emotion, the likeliest of e' is taken.

        Parameters
        ----------
        mfcc, style : tensor, shape (B, T, M) and (B, T, S)
            Z-scored speech and style of the speaker at 25 frames a second.
        emotion : tensor, shape (B,), or None
            Index of each window's emotion; in training the true one (teacher forcing).
        sample : bool
            Draw the codes, or take the likeliest.
        """
        logits, emotion_logits = self.encode_logits(mfcc, style)
        if emotion is None:
            emotion = emotion_logits.argmax(dim=1)
        quantised = self.quantise(logits, emotion, sample)
        decoded = self.decode_quantised(quantised)
        return AseOutput(
            decoded.expression,
            decoded.pose,
            decoded.blink_logit,
            emotion_logits,
            quantised.codes,
            logits,
        )

    def encode_logits(
        self, mfcc: Float[Tensor, "B T M"], style: Float[Tensor, "B T S"]
    ) -> tuple[Float[Tensor, "B T H L"], Float[Tensor, "B N"]]:
        """Logits of the codes, and of the emotion."""
        features = torch.cat([self.audio(mfcc), style], dim=-1)
        logits = self.code(features).unflatten(2, (self.settings.heads, -1))
        return logits, self.emotion(features)

    def quantise(
        self,
        logits: Float[Tensor, "B T H L"],
        emotion: Int[Tensor, "B"],
        sample: bool = True,
        *,
        noise: Float[Tensor, "B T H V"] | None = None,
    ) -> Quantised:
        """Draw codes under an emotion; `.codes` of the result are the codewords.

        Parameters
        ----------
        logits : tensor, shape (B, T, H, L)
            From `encode_logits`.
        emotion : tensor, shape (B,)
            Index of the emotion, whose block of 𝕌 the codes lie in; the base space ignores it.
        sample : bool
            Draw, or take the likeliest.
        noise : tensor, shape (B, T, H, V), or None
            Gumbel noise (`elp.models.codes.gumbel_noise`) to draw with; None: torch's generator.
        """
        if self.settings.head == "full":
            # The same as setting the logits of the other blocks to −∞.
            blocks = logits.unflatten(3, (self.sizes.n_emotions, -1))
            logits = blocks[torch.arange(len(logits), device=logits.device), :, :, emotion]
        base, soft = draw(logits, self.settings.temperature, sample=sample, noise=noise)
        if self.settings.space == "base":
            weights = torch.ones(len(logits), 1, device=logits.device)
        else:
            weights = F.one_hot(emotion, self.sizes.n_emotions).to(self.motion_map.weight.dtype)
        return Quantised(base, weights, soft, self.settings.categories)

    def decode_quantised(self, quantised: Quantised) -> Decoded:
        """Decode drawn codes; while training the gradient reaches their logits."""
        return self._decoded(quantised)

    def decode(self, codes: Int[Tensor, "B T H"]) -> Decoded:
        """Decode any codewords, 0 to N·V−1 (0 to V−1 in the base space), without an encoder.

        Raises
        ------
        ValueError
            If a codeword is out of range.
        """
        check_codes(codes, self.codewords)
        return self._decoded(codes)

    def decode_soft(
        self, base_codes: Int[Tensor, "B T H"], weights: Float[Tensor, "B N"]
    ) -> Decoded:
        """Decode base codes, 0 to V−1, under a mixture of emotions such as e' itself.

        Raises
        ------
        ElpError
            If the full head draws each emotion's codes apart, so that there is nothing to mix.
        ValueError
            If a code is out of range.
        """
        if self.settings.head == "full":
            raise ElpError("`emotion_weights: soft` needs a run with `head: base`, or use `hard`")
        check_codes(base_codes, self.settings.categories)
        if self.settings.space == "base":
            weights = torch.ones_like(weights[:, :1])
        return self._decoded(Quantised(base_codes, weights, None, self.settings.categories))

    def _decoded(self, codes: Quantised | Tensor) -> Decoded:
        motion = self.motion_decoder(self.motion_map(codes))
        blink_logit = self.blink_decoder(self.blink_map(codes))
        expression, pose = motion.split([self.sizes.expression, self.sizes.pose], dim=-1)
        return Decoded(expression, pose, blink_logit)
