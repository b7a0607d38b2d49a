"""The ASE written directly: the code map is built, and convolutions read it.

The reference of `ase_step.py`: one-hot codes times the emotion as a dense map of B × N·V × T × H,
1×1 and (3, H) convolutions over it, noise by `exponential_`, the audio network channels first.

B batch, T frames, M MFCC, S style features, H heads, V categories, N emotions, K = N·V codewords, C
components of motion.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from elp.models.ase.model import Ase
from elp.models.ase.output import AseOutput, Decoded

LEAK = 0.2


class DenseAse(nn.Module):
    """The same function as an `Ase` with one-hot codes in the transformed space.

    Parameters
    ----------
    source : Ase
        Model whose weights are copied.
    """

    noise: Tensor | None = None  # to draw the same codes as another model

    def __init__(self, source: Ase) -> None:
        super().__init__()
        copy = Ase(source.settings, source.sizes)
        copy.load_state_dict(source.state_dict())
        self.settings, self.sizes = source.settings, source.sizes
        self.audio = copy.audio.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
        self.code, self.emotion = copy.code, copy.emotion
        self.blink_decoder = copy.blink_decoder.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
        heads, (codewords, d1), d2 = (
            source.settings.heads,
            source.motion_map.weight.shape,
            source.blink_map.weight.shape[1],
        )
        outputs = source.sizes.expression + source.sizes.pose
        self.motion_map = nn.Conv2d(codewords, d1, 1)
        self.motion = nn.Conv2d(d1, outputs, (3, heads), padding=(1, 0))
        self.blink_map = nn.Conv2d(codewords, d2, 1)
        for name, tensor in from_ase(source).items():
            self.get_parameter(name).data.copy_(tensor)

    def forward(
        self,
        mfcc: Float[Tensor, "B T M"],
        style: Float[Tensor, "B T S"],
        emotion: Int[Tensor, "B"],
    ) -> AseOutput:
        """As `Ase.forward`, with the emotion given."""
        logits, emotion_logits = self.encode_logits(mfcc, style)
        space = self.quantise(logits, emotion)
        decoded = self.decode_quantised(space)
        codes = space.argmax(dim=1)
        return AseOutput(
            decoded.expression, decoded.pose, decoded.blink_logits, emotion_logits, codes, logits
        )

    def encode_logits(
        self,
        mfcc: Float[Tensor, "B T M"],
        style: Float[Tensor, "B T S"],
        speaker: Float[Tensor, "B T C"] | None = None,
    ) -> tuple[Float[Tensor, "B T H V"], Float[Tensor, "B N"]]:
        """As `Ase.encode_logits`."""
        del speaker
        picture = mfcc.transpose(1, 2).unsqueeze(1).contiguous()
        maps = self.audio.convolutions(picture)
        audio = self.audio.dropout(self.audio.project(maps.mean(dim=2).transpose(1, 2)))
        features = torch.cat([audio, style], dim=-1)
        logits = self.code(features).unflatten(2, (self.settings.heads, -1))
        return logits, self.emotion(features)

    def quantise(
        self,
        logits: Float[Tensor, "B T H V"],
        emotion: Int[Tensor, "B"],
        *,
        noise: Float[Tensor, "B T H V"] | None = None,
    ) -> Float[Tensor, "B K T H"]:
        """The one-hot map of the transformed space, with the straight-through gradient."""
        noise = self.noise if noise is None else noise
        if noise is None:
            noise = -torch.empty_like(logits).exponential_().log()
        soft = ((logits + noise) / self.settings.readings.temperature).softmax(dim=-1)
        hard = torch.zeros_like(soft).scatter_(-1, soft.argmax(dim=-1, keepdim=True), 1.0)
        base = hard - soft.detach() + soft
        one_hot = F.one_hot(emotion, self.sizes.n_emotions).to(soft.dtype)
        return torch.einsum("bn,bthv->bnvth", one_hot, base).flatten(1, 2)

    def decode_quantised(
        self, space: Float[Tensor, "B K T H"], first: Float[Tensor, "B C"] | None = None
    ) -> Decoded:
        """As `Ase.decode_quantised`."""
        del first
        motion = self.motion(F.leaky_relu(self.motion_map(space), LEAK)).squeeze(3)
        expression, pose = motion.transpose(1, 2).split(
            [self.sizes.expression, self.sizes.pose], dim=-1
        )
        decoder = self.blink_decoder
        blinks = decoder.convolutions(F.leaky_relu(self.blink_map(space), LEAK))
        hidden, _ = decoder.lstm(blinks.transpose(1, 2).flatten(2))
        return Decoded(expression, pose, decoder.output(hidden))


def from_ase(source: Ase, *, gradients: bool = False) -> dict[str, Tensor]:
    """The decoders' weights, or their gradients, in the shapes of `DenseAse`."""

    def value(parameter: nn.Parameter) -> Tensor:
        if gradients:
            assert parameter.grad is not None
            return parameter.grad
        return parameter.detach()

    heads, channels = source.settings.heads, source.settings.d1_channels
    kernel = value(source.motion_decoder.weight).unflatten(0, (heads, channels))
    return {
        "motion_map.weight": value(source.motion_map.weight).T[:, :, None, None],
        "motion_map.bias": value(source.motion_map.bias),
        "motion.weight": kernel.unflatten(2, (3, -1)).permute(3, 1, 2, 0),
        "motion.bias": value(source.motion_decoder.bias),
        "blink_map.weight": value(source.blink_map.weight).T[:, :, None, None],
        "blink_map.bias": value(source.blink_map.bias),
    }
