"""The predictor of Learning2Listen: the next code from the past codes and the speaker.

B batch, F frames of the speaker (40: 32 past and 8 present), A audio vectors (one or more a frame),
S speech features, M components of motion, P past codes (4), K codes, N speaker tokens, C channels.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from elp.config.l2l import PredictorSettings
from elp.models.l2l.convolution import squeeze
from elp.models.l2l.sizes import PAST, STRIDE, TOKENS
from elp.models.l2l.transformer import Block, Transformer
from elp.training.draws import draw

FRAMES = PAST + STRIDE
DEVIATION = 0.02  # of the initial weights


class Predictor(nn.Module):
    """Logits of the next codes, from the speaker and from the codes of the listener's past.

    In a cross-modal Transformer, speech asks and motion answers; squeezed to one token for each 8
    frames, its output is read together with the past codes. At 56 components and 128 mel bands it
    has 5,438,224 parameters with `past: transformer`, as published. 212,528 of them are the past's
    own Transformer, which the released code builds but never runs; with `past: tokens` there is
    none.

    Parameters
    ----------
    settings : PredictorSettings
        Sizes, and whether the past has a Transformer.
    codes : int
        K, size of the codebook; the number K itself stands for a masked code.
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
        self.heard_at = nn.Parameter(torch.zeros(FRAMES, cross))
        self.seen_at = nn.Parameter(torch.zeros(FRAMES, cross))
        self.cross = nn.ModuleList(
            Block(cross, settings.heads, settings.feed_forward)
            for _ in range(settings.cross_layers)
        )
        self.squeeze = squeeze(cross, cross)
        self.speaker = nn.Linear(cross, hidden)
        self.code = nn.Embedding(codes, hidden)
        blocks = (settings.heads, settings.feed_forward)
        self.past = Transformer(TOKENS, hidden, int(settings.past == "transformer"), *blocks)
        tokens = TOKENS + FRAMES // STRIDE
        self.whole = Transformer(tokens, hidden, settings.layers, *blocks)
        self.logits = nn.Sequential(nn.LayerNorm(hidden), nn.Linear(hidden, codes, bias=False))
        self.apply(_initialise)

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
        heard = self.hear(self.pool(audio.transpose(1, 2)).transpose(1, 2)) + self.heard_at
        seen = self.see(motion) + self.seen_at
        for block in self.cross:
            seen = block(seen, heard)
        tokens: Tensor = self.speaker(self.squeeze(seen.transpose(1, 2)).transpose(1, 2))
        return tokens

    def follow(
        self, speaker: Float[Tensor, "B N C"], past: Int[Tensor, "B P"]
    ) -> Float[Tensor, "B _ K"]:
        """Logits from the speaker's tokens and the past codes (`mask` where there are none).

        The token of a masked code is its position alone, and it may not attend to the past.
        """
        masked = past == self.mask
        known = self.code(past.clamp(max=self.mask - 1)) * ~masked[..., None]
        tokens = torch.cat([self.past(known), speaker], dim=1)
        allowed = torch.ones(*tokens.shape[:2], tokens.shape[1], device=past.device).bool()
        allowed[:, :TOKENS, :TOKENS] = ~masked[:, :, None]
        logits: Tensor = self.logits(self.whole(tokens, allowed))
        return logits


def _initialise(module: nn.Module) -> None:
    """Small normal weights and no biases, where torch would choose them by the width."""
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=DEVIATION)
    if isinstance(module, nn.Linear) and module.bias is not None:
        nn.init.zeros_(module.bias)


def keep_newest(
    past: Int[Tensor, "B P"], kept: Int[Tensor, "B 1"] | int, mask: int
) -> Int[Tensor, "B P"]:
    """Past codes of which only the newest `kept` are known; the others are masked."""
    age = torch.arange(past.shape[1], 0, -1, device=past.device)  # 1: the newest
    return torch.where(age <= kept, past, mask)


def mask_past(past: Int[Tensor, "B P"], share: float, mask: int) -> Int[Tensor, "B P"]:
    """Past codes; in a fraction of the windows only the newest, none to all but one, are known.

    This way the predictor learns to begin without a past. Torch's generator draws.
    """
    batch, tokens = past.shape
    device = past.device
    kept = draw(
        (batch, 1),
        lambda empty, g: empty.random_(0, tokens, generator=g),
        device=device,
        dtype=torch.int64,
    )
    chance = draw((batch, 1), lambda empty, g: empty.uniform_(generator=g), device=device)
    return keep_newest(past, torch.where(chance < share, kept, tokens), mask)
