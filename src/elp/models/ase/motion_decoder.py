"""The motion decoder D1: from codewords to expression and pose.

B batch, T frames, H heads, C channels, D components of expression and pose.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

TAPS = 3  # frames that the convolution over the heads sees


class MotionDecoder(nn.Module):
    """D1: expression and pose of each frame, by two convolutions (Sec. 4.1).

    The first is the `CodeMap`. The second, of kernel (3, H), is one matrix product over the heads
    for its three taps at once, and a sum of the three, each shifted in time: no columns are copied.
    """

    def __init__(self, heads: int, channels: int, outputs: int) -> None:
        super().__init__()
        inputs = heads * channels
        bound = 1 / math.sqrt(TAPS * inputs)  # as nn.Conv2d(channels, outputs, (3, H)) is
        self.weight = nn.Parameter(torch.empty(inputs, TAPS * outputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(outputs).uniform_(-bound, bound))

    def forward(self, maps: Float[Tensor, "B T H C"]) -> Float[Tensor, "B T D"]:
        """Expression and pose side by side, z-scored."""
        frames = maps.shape[1]
        taps = (maps.flatten(2) @ self.weight).unflatten(2, (TAPS, -1))  # B T 3 D
        padded = F.pad(taps, (0, 0, 0, 0, 1, 1))
        return sum((padded[:, tap : tap + frames, tap] for tap in range(TAPS)), start=self.bias)
