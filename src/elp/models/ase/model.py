"""The Adaptive Space Encoder: speaker's speech and style in, listener's motion out.

B batch, T frames, S style features, M MFCC, H heads, V categories, N emotions, L logits a head
(V, or N·V with the full head), D expression and P pose components, C = D + P, Q blink logits a
frame: that of φ, or those of a blink's start and of its going on.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.ase import AseSettings
from elp.errors import ElpError
from elp.models.ase.audio_encoder import AudioEncoder
from elp.models.ase.code_branch import CodeBranch
from elp.models.ase.codes import DrawnCodes, draw
from elp.models.ase.decoders import BlinkDecoder, CodeMap, MotionDecoder, check_codes
from elp.models.ase.emotion_branch import EmotionBranch
from elp.models.sizes import Sizes

FIRST_PERSISTENCE = 0.7  # share of the portrait that stays, before it is learned


@dataclass(frozen=True)
class Decoded:
    """A listener, z-scored, and the logits of his blinks."""

    expression: Float[Tensor, "B T D"]
    pose: Float[Tensor, "B T P"]
    blink_logits: Float[Tensor, "B T Q"]


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
        if settings.speaker_level:
            style += sizes.motion
        per_head = self.codewords if settings.readings.head == "full" else categories
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
        d1, d2, codes = settings.d1_channels, settings.d2_channels, settings.readings.code_repr
        self.motion_map = CodeMap(self.codewords, d1, codes)
        self.motion_decoder = MotionDecoder(heads, d1, sizes.expression + sizes.pose)
        self.blink_map = CodeMap(self.codewords, d2, codes)
        odds = 2 if settings.blinks == "hazard" else 1
        self.blink_decoder = BlinkDecoder(heads, d2, settings.d2_lstm, settings.lstm_layers, odds)
        if settings.portrait:
            self.persistence = nn.Parameter(torch.full((sizes.motion,), FIRST_PERSISTENCE))

    def forward(
        self,
        mfcc: Float[Tensor, "B T M"],
        style: Float[Tensor, "B T S"],
        emotion: Int[Tensor, "B"] | None = None,
        *,
        speaker: Float[Tensor, "B T C"] | None = None,
        first: Float[Tensor, "B C"] | None = None,
        sample: bool = True,
    ) -> AseOutput:
        """Generate listeners; without an emotion, the likeliest of e' is taken.

        Parameters
        ----------
        mfcc, style : tensor, shape (B, T, M) and (B, T, S)
            Z-scored speech and style of the speaker, frame by frame.
        emotion : tensor, shape (B,), or None
            Index of each window's emotion; in training the true one (teacher forcing).
        speaker : tensor, shape (B, T, C), or None
            His motion; read with `speaker_level`.
        first : tensor, shape (B, C), or None
            The listener's first frame; read with `portrait`.
        sample : bool
            Draw the codes, or take the likeliest.
        """
        logits, emotion_logits = self.encode_logits(mfcc, style, speaker)
        if emotion is None:
            emotion = emotion_logits.argmax(dim=1)
        quantised = self.quantise(logits, emotion, sample)
        decoded = self.decode_quantised(quantised, first)
        return AseOutput(
            decoded.expression,
            decoded.pose,
            decoded.blink_logits,
            emotion_logits,
            quantised.codes,
            logits,
        )

    def encode_logits(
        self,
        mfcc: Float[Tensor, "B T M"],
        style: Float[Tensor, "B T S"],
        speaker: Float[Tensor, "B T C"] | None = None,
    ) -> tuple[Float[Tensor, "B T H L"], Float[Tensor, "B N"]]:
        """Logits of the codes, and of the emotion."""
        parts = [self.audio(mfcc), style]
        if self.settings.speaker_level:
            parts.append(_given(speaker, "speaker"))
        features = torch.cat(parts, dim=-1)
        logits = self.code(features).unflatten(2, (self.settings.heads, -1))
        return logits, self.emotion(features)

    def quantise(
        self,
        logits: Float[Tensor, "B T H L"],
        emotion: Int[Tensor, "B"],
        sample: bool = True,
        *,
        noise: Float[Tensor, "B T H V"] | None = None,
    ) -> DrawnCodes:
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
            Gumbel noise (`elp.models.ase.codes.gumbel_noise`) to draw with; None: torch's
            generator.
        """
        if self.settings.readings.head == "full":
            # The same as setting the logits of the other blocks to −∞.
            blocks = logits.unflatten(3, (self.sizes.n_emotions, -1))
            logits = blocks[torch.arange(len(logits), device=logits.device), :, :, emotion]
        base, soft = draw(logits, self.settings.readings.temperature, sample=sample, noise=noise)
        if self.settings.space == "base":
            weights = torch.ones(len(logits), 1, device=logits.device)
        else:
            weights = F.one_hot(emotion, self.sizes.n_emotions).to(self.motion_map.weight.dtype)
        return DrawnCodes(base, weights, soft, self.settings.categories)

    def decode_quantised(
        self, quantised: DrawnCodes, first: Float[Tensor, "B C"] | None = None
    ) -> Decoded:
        """Decode drawn codes; while training the gradient reaches their logits."""
        return self._decoded(quantised, first)

    def decode(
        self, codes: Int[Tensor, "B T H"], first: Float[Tensor, "B C"] | None = None
    ) -> Decoded:
        """Decode any codewords, 0 to N·V−1 (0 to V−1 in the base space), without an encoder.

        Raises
        ------
        ValueError
            If a codeword is out of range.
        """
        check_codes(codes, self.codewords)
        return self._decoded(codes, first)

    def decode_soft(
        self,
        base_codes: Int[Tensor, "B T H"],
        weights: Float[Tensor, "B N"],
        first: Float[Tensor, "B C"] | None = None,
    ) -> Decoded:
        """Decode base codes, 0 to V−1, under a mixture of emotions such as e' itself.

        Raises
        ------
        ElpError
            If the full head draws each emotion's codes apart, so that there is nothing to mix.
        ValueError
            If a code is out of range.
        """
        if self.settings.readings.head == "full":
            raise ElpError(
                "`emotion_weights: soft` needs a run with `readings.head: base`; or set `hard`"
            )
        check_codes(base_codes, self.settings.categories)
        if self.settings.space == "base":
            weights = torch.ones_like(weights[:, :1])
        return self._decoded(DrawnCodes(base_codes, weights, None, self.settings.categories), first)

    def _decoded(self, codes: DrawnCodes | Tensor, first: Tensor | None) -> Decoded:
        motion = self.motion_decoder(self.motion_map(codes))
        if self.settings.portrait:
            motion = motion + (self.persistence * _given(first, "first"))[:, None]
        blink_logits = self.blink_decoder(self.blink_map(codes))
        expression, pose = motion.split([self.sizes.expression, self.sizes.pose], dim=-1)
        return Decoded(expression, pose, blink_logits)


def _given(values: Tensor | None, name: str) -> Tensor:
    if values is None:
        raise ValueError(f"this model reads `{name}`, which was not given")
    return values
