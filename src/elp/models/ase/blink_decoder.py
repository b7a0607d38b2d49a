"""The blink decoder D2: from codewords to blinks.

B batch, T frames, H heads, C channels, Q blink logits.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from elp.models.ase.codewords import LEAK

HALVINGS = 3  # convolutions that halve the heads


class BlinkDecoder(nn.Module):
    """D2: blink of each frame, by four convolutions (the first is the `CodeMap`) and an LSTM."""

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
        """Logit of the blink probability, or those of a start and of a continuation."""
        features = self.convolutions(maps.permute(0, 3, 1, 2))  # B C T H/8
        hidden, _ = self.lstm(features.transpose(1, 2).flatten(2))
        logits: Tensor = self.output(hidden)
        return logits
