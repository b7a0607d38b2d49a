"""The Adaptive Space Encoder: speaker's speech and style in, listener's motion out.

B batch, T frames, S style features, M MFCC, H heads, V categories, N emotions, L logits of each
head (V, or N·V with the full head), C components of motion: expression and pose.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.ase import AseSettings
from elp.errors import ElpError
from elp.models.ase.audio_encoder import AudioEncoder
from elp.models.ase.base_space import draw
from elp.models.ase.blink_decoder import BlinkDecoder
from elp.models.ase.code_branch import CodeBranch
from elp.models.ase.codewords import CodeMap, check_codes
from elp.models.ase.emotion_branch import EmotionBranch
from elp.models.ase.motion_decoder import MotionDecoder
from elp.models.ase.output import AseOutput, Decoded
from elp.models.ase.transformed_space import DrawnCodes
from elp.models.sizes import Sizes

FIRST_PERSISTENCE = 0.7  # fraction of the portrait that stays, before training


class Ase(nn.Module):
    """Adaptive Space Encoder.

    Parameters
    ----------
    settings : AseSettings
        Sizes of the network, and readings of the paper.
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
        style = settings.audio_channels + sizes.style + settings.speaker_level * sizes.motion
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
        """Generate listeners, without an emotion under the likeliest of e'.

        Parameters
        ----------
        mfcc, style : tensor, shape (B, T, M) and (B, T, S)
            Z-scored speech and style of the speaker, frame by frame.
        emotion : tensor, shape (B,), or None
            Index of each window's emotion; in training the true emotion (teacher forcing).
        speaker : tensor, shape (B, T, C), or None
            The speaker's motion; read if `speaker_level` is set.
        first : tensor, shape (B, C), or None
            The listener's first frame; read if `portrait` is set.
        sample : bool
            Draw the codes; otherwise take the likeliest.
        """
        logits, emotion_logits = self.encode_logits(mfcc, style, speaker)
        if emotion is None:
            emotion = emotion_logits.argmax(dim=1)
        drawn = self.quantise(logits, emotion, sample)
        decoded = self.decode_quantised(drawn, first)
        return AseOutput(
            **vars(decoded), emotion_logits=emotion_logits, codes=drawn.codes, logits=logits
        )

    def encode_logits(
        self,
        mfcc: Float[Tensor, "B T M"],
        style: Float[Tensor, "B T S"],
        speaker: Float[Tensor, "B T C"] | None = None,
    ) -> tuple[Float[Tensor, "B T H L"], Float[Tensor, "B N"]]:
        """Logits of the codes, and of the emotion."""
        inputs = [self.audio(mfcc), style]
        if self.settings.speaker_level:
            inputs.append(_given(speaker, "speaker"))
        features = torch.cat(inputs, dim=-1)
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
        """Draw codes under an emotion; `codes` of the result are the codewords.

        Parameters
        ----------
        logits : tensor, shape (B, T, H, L)
            From `encode_logits`.
        emotion : tensor, shape (B,)
            Index of the emotion, which selects the block of 𝕌; ignored in the base space.
        sample : bool
            Draw; otherwise take the likeliest.
        noise : tensor, shape (B, T, H, V), or None
            Gumbel noise to draw with (`elp.models.ase.gumbel_noise`); None: fresh noise.
        """
        if self.settings.readings.head == "full":
            # Equivalent to setting the logits of the other blocks to −∞.
            blocks = logits.unflatten(3, (self.sizes.n_emotions, -1))
            logits = blocks[torch.arange(len(logits), device=logits.device), :, :, emotion]
        base, soft = draw(logits, self.settings.readings.temperature, sample=sample, noise=noise)
        if self.settings.space == "base":
            weights = torch.ones(len(logits), 1, device=logits.device)
        else:
            weights = F.one_hot(emotion, self.sizes.n_emotions).to(self.motion_map.weight.dtype)
        return DrawnCodes(base, weights, soft, self.settings.categories)

    def decode_quantised(
        self, codes: DrawnCodes | Int[Tensor, "B T H"], first: Float[Tensor, "B C"] | None = None
    ) -> Decoded:
        """Decode drawn codes, whose logits the gradient reaches in training, or codewords."""
        motion = self.motion_decoder(self.motion_map(codes))
        if self.settings.portrait:
            motion = motion + (self.persistence * _given(first, "first"))[:, None]
        blink_logits = self.blink_decoder(self.blink_map(codes))
        expression, pose = motion.split([self.sizes.expression, self.sizes.pose], dim=-1)
        return Decoded(expression, pose, blink_logits)

    def decode(
        self, codes: Int[Tensor, "B T H"], first: Float[Tensor, "B C"] | None = None
    ) -> Decoded:
        """Decode any codewords, 0 to N·V−1 (0 to V−1 in the base space), checked for range."""
        check_codes(codes, self.codewords)
        return self.decode_quantised(codes, first)

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
            If the full head draws the codes of each emotion separately: nothing can be mixed.
        """
        if self.settings.readings.head == "full":
            raise ElpError(
                "`emotion_weights: soft` needs a run with `readings.head: base`; or set `hard`"
            )
        check_codes(base_codes, self.settings.categories)
        if self.settings.space == "base":
            weights = torch.ones_like(weights[:, :1])
        drawn = DrawnCodes(base_codes, weights, None, self.settings.categories)
        return self.decode_quantised(drawn, first)


def _given(values: Tensor | None, name: str) -> Tensor:
    if values is None:
        raise ValueError(f"`{name}` is missing: this model reads it")
    return values
