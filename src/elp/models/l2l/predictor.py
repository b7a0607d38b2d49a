"""The predictor of Learning2Listen: the next code from the past codes and the speaker.

B batch, F frames of the speaker (40: 32 past and 8 present), A audio vectors (one or more a frame),
S speech features, M components of motion, P past codes (4), K codes, N speaker tokens, C channels.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from elp.config.l2l import PredictorSettings
from elp.models.l2l.sizes import PAST, STRIDE, TOKENS
from elp.models.l2l.transformer import Block, Transformer
from elp.training.draws import draw

FRAMES = PAST + STRIDE
KERNEL, HALVINGS = 5, 3


class Predictor(nn.Module):
    """Logits of the next codes; 5,438,224 parameters at 56 components and 128 mel bands.

    In a cross-modal Transformer, speech attends to motion; pooled to one token for each 8 frames,
    its output is read together with the listener's past codes.

    Parameters
    ----------
    settings : PredictorSettings
        Sizes.
    codes : int
        K, size of the codebook; one more stands for a masked code.
    motion : int
        M, number of components of the speaker's motion.
    audio : int
        S, number of speech features (published: 128 mel bands).
    audio_per_frame : int
        Audio vectors per frame (published: 4), reduced to their maximum.

    References
    ----------
    Ng et al., "Learning to Listen", CVPR 2022, Sec. 3.1 and 3.3.
    """

    def __init__(
        self,
        settings: PredictorSettings,
        codes: int,
        motion: int,
        audio: int,
        audio_per_frame: int = 1,
    ) -> None:
        super().__init__()
        cross, hidden = settings.cross_hidden, settings.hidden
        self.mask = codes
        self.pool = nn.MaxPool1d(audio_per_frame) if audio_per_frame > 1 else nn.Identity()
        self.hear, self.see = nn.Linear(audio, cross), nn.Linear(motion, cross)
        self.heard_at, self.seen_at = nn.Embedding(FRAMES, cross), nn.Embedding(FRAMES, cross)
        for position in (self.heard_at, self.seen_at):
            nn.init.normal_(position.weight, std=0.02)
        self.cross = nn.ModuleList(
            Block(cross, settings.heads, settings.feed_forward)
            for _ in range(settings.cross_layers)
        )
        layers: list[nn.Module] = []
        for _ in range(HALVINGS):
            layers += [
                nn.Conv1d(cross, cross, KERNEL, padding=KERNEL // 2, padding_mode="replicate"),
                nn.LeakyReLU(0.2),
                nn.BatchNorm1d(cross),
                nn.MaxPool1d(2),
            ]
        self.squeeze = nn.Sequential(*layers)
        self.speaker = nn.Linear(cross, hidden)
        self.code = nn.Embedding(codes + 1, hidden)
        self.past = Transformer(TOKENS, hidden, 1, settings.heads, settings.feed_forward)
        tokens = TOKENS + FRAMES // STRIDE
        self.whole = Transformer(
            tokens, hidden, settings.layers, settings.heads, settings.feed_forward
        )
        self.logits = nn.Linear(hidden, codes)

    def forward(
        self,
        audio: Float[Tensor, "B A S"],
        motion: Float[Tensor, "B F M"],
        past: Int[Tensor, "B P"],
    ) -> Float[Tensor, "B _ K"]:
        """Logits of each token; those of the first four are the next four codes'."""
        return self.follow(self.listen(audio, motion), past)

    def listen(
        self, audio: Float[Tensor, "B A S"], motion: Float[Tensor, "B F M"]
    ) -> Float[Tensor, "B N C"]:
        """The speaker as one token for each 8 frames, independent of the listener."""
        heard = self.hear(self.pool(audio.transpose(1, 2)).transpose(1, 2)) + self.heard_at.weight
        seen = self.see(motion) + self.seen_at.weight
        for block in self.cross:
            heard = block(heard, seen)
        tokens: Tensor = self.speaker(self.squeeze(heard.transpose(1, 2)).transpose(1, 2))
        return tokens

    def follow(
        self, speaker: Float[Tensor, "B N C"], past: Int[Tensor, "B P"]
    ) -> Float[Tensor, "B _ K"]:
        """Logits from the speaker's tokens and the past codes (`mask` where there are none)."""
        codes = self.past(self.code(past))
        logits: Tensor = self.logits(self.whole(torch.cat([codes, speaker], dim=1)))
        return logits


def mask_past(past: Int[Tensor, "B P"], share: float, mask: int) -> Int[Tensor, "B P"]:
    """Past codes; in a fraction of the windows, all from some code on are masked.

    This way the predictor learns to begin without a past. Torch's generator draws.
    """
    batch, tokens = past.shape
    device = past.device
    begin = draw(
        (batch, 1),
        lambda empty, g: empty.random_(0, tokens, generator=g),
        device=device,
        dtype=torch.int64,
    )
    chance = draw((batch, 1), lambda empty, g: empty.uniform_(generator=g), device=device)
    begin = torch.where(chance < share, begin, tokens)
    return torch.where(torch.arange(tokens, device=past.device) >= begin, mask, past)
