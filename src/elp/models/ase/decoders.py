"""The decoders: D1 turns codes into expression and pose, D2 into blinks.

B batch, T frames, H heads, K codewords, C channels, Q blink logits.
"""

import math
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from elp.models.ase.codes import DrawnCodes, look_up

LEAK = 0.2
TAPS = 3  # frames that D1's second convolution sees
HALVINGS = 3  # convolutions of D2 that halve the heads


class CodeMap(nn.Module):
    """First layer of a decoder: a 1×1 convolution of the code map, as a lookup.

    Parameters
    ----------
    codewords : int
        K, the number of codewords.
    channels : int
        Channels of the output.
    representation : str
        `onehot`: the map has K channels. `index`: one channel, the codeword as a number in (0, 1];
        its convolution is the lookup in a table of the multiples of one vector.
    """

    values: Tensor

    def __init__(
        self, codewords: int, channels: int, representation: Literal["onehot", "index"]
    ) -> None:
        super().__init__()
        inputs = codewords if representation == "onehot" else 1
        bound = 1 / math.sqrt(inputs)  # as nn.Conv2d(inputs, channels, 1) begins
        self.weight = nn.Parameter(torch.empty(inputs, channels).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(channels).uniform_(-bound, bound))
        values = torch.arange(1, codewords + 1)[:, None] / codewords
        self.register_buffer("values", values, persistent=False)
        self.index = representation == "index"

    def table(self) -> Float[Tensor, "K C"]:
        """What each codeword becomes, the bias included.

        In the gradient of a code the bias adds the same to each category, which a softmax ignores.
        """
        weight = self.values * self.weight if self.index else self.weight
        return weight + self.bias

    def forward(self, codes: DrawnCodes | Tensor) -> Float[Tensor, "B T H C"]:
        """Activated map of the codes: drawn ones with gradient, or plain codewords 0 to K−1."""
        if isinstance(codes, DrawnCodes):
            found = look_up(self.table(), codes)
        else:
            found = F.embedding(codes, self.table())
        return F.leaky_relu(found, LEAK, inplace=True)


class MotionDecoder(nn.Module):
    """D1: expression and pose of each frame, by two convolutions (Sec. 4.1).

    The second, of kernel (3, H), is one matrix product over the heads for its three taps at once,
    and a sum of the three, each shifted in time: no columns are copied out.
    """

    def __init__(self, heads: int, channels: int, outputs: int) -> None:
        super().__init__()
        inputs = heads * channels
        bound = 1 / math.sqrt(TAPS * inputs)  # as nn.Conv2d(channels, outputs, (3, H)) begins
        self.weight = nn.Parameter(torch.empty(inputs, TAPS * outputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(outputs).uniform_(-bound, bound))

    def forward(self, maps: Float[Tensor, "B T H C"]) -> Float[Tensor, "B T D"]:
        """Expression and pose side by side, z-scored."""
        frames = maps.shape[1]
        taps = (maps.flatten(2) @ self.weight).unflatten(2, (TAPS, -1))  # B T 3 D
        padded = F.pad(taps, (0, 0, 0, 0, 1, 1))
        return sum((padded[:, tap : tap + frames, tap] for tap in range(TAPS)), start=self.bias)


class BlinkDecoder(nn.Module):
    """D2: the blink of each frame, by four convolutions (one is the `CodeMap`) and an LSTM."""

    def __init__(
        self, heads: int, channels: int, units: int, lstm_layers: int, outputs: int = 1
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(HALVINGS):
            layers += [
                nn.Conv2d(channels, channels, 3, (1, 2), 1),
                nn.LeakyReLU(LEAK, inplace=True),
            ]
            heads = -(-heads // 2)
        self.convolutions = nn.Sequential(*layers)
        self.lstm = nn.LSTM(channels * heads, units, lstm_layers, batch_first=True)
        self.output = nn.Linear(units, outputs)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, maps: Float[Tensor, "B T H C"]) -> Float[Tensor, "B T Q"]:
        """Logit of the blink probability, or of each of its odds."""
        features = self.convolutions(maps.permute(0, 3, 1, 2))  # B C T H/8
        hidden, _ = self.lstm(features.transpose(1, 2).flatten(2))
        logits: Tensor = self.output(hidden)
        return logits


def check_codes(codes: Int[Tensor, "B T H"], codewords: int) -> None:
    """Refuse codewords outside 0 to K−1.

    Raises
    ------
    ValueError
        If a codeword is out of range.
    """
    if codes.numel() and not (int(codes.min()) >= 0 and int(codes.max()) < codewords):
        raise ValueError(f"codewords go from 0 to {codewords - 1}")
