"""The codebook as the decoders read it: a vector per codeword, and the check of their range.

B batch, T frames, H heads, K codewords, C channels.
"""

import math
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from elp.models.ase.transformed_space import DrawnCodes, look_up

LEAK = 0.2


class CodeMap(nn.Module):
    """First layer of a decoder: a 1×1 convolution of the code map, computed by look-up.

    Parameters
    ----------
    codewords : int
        K, the number of codewords.
    channels : int
        Channels of the output.
    representation : str
        `onehot`: the map has K channels. `index`: one channel, the codeword as a number in (0, 1];
        its convolution looks up multiples of one vector.
    """

    values: Tensor

    def __init__(
        self, codewords: int, channels: int, representation: Literal["onehot", "index"]
    ) -> None:
        super().__init__()
        inputs = codewords if representation == "onehot" else 1
        bound = 1 / math.sqrt(inputs)  # as nn.Conv2d(inputs, channels, 1) is initialised
        self.weight = nn.Parameter(torch.empty(inputs, channels).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(channels).uniform_(-bound, bound))
        values = torch.arange(1, codewords + 1)[:, None] / codewords
        self.register_buffer("values", values, persistent=False)
        self.index = representation == "index"

    def table(self) -> Float[Tensor, "K C"]:
        """Vector of each codeword, the bias included.

        In the gradient of a code the bias adds the same to each category, which a softmax ignores.
        """
        weight = self.values * self.weight if self.index else self.weight
        return weight + self.bias

    def forward(self, codes: DrawnCodes | Tensor) -> Float[Tensor, "B T H C"]:
        """Activated map of the codes: drawn ones with gradient, or plain codewords 0 to K−1."""
        if isinstance(codes, DrawnCodes):
            vectors = look_up(self.table(), codes)
        else:
            vectors = F.embedding(codes, self.table())
        return F.leaky_relu(vectors, LEAK, inplace=True)


def check_codes(codes: Int[Tensor, "B T H"], codewords: int) -> None:
    """Refuse codewords outside 0 to K−1.

    Raises
    ------
    ValueError
        If a codeword is out of range.
    """
    if codes.numel() and not (int(codes.min()) >= 0 and int(codes.max()) < codewords):
        raise ValueError(f"codewords go from 0 to {codewords - 1}")
