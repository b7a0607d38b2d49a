"""The emotion classification branch: a TDNN, statistics over time, and an MLP.

B batch, T frames, S style features, C channels, N emotions.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

# Peddinti et al. 2015: the context of each layer as (kernel size, dilation) of a convolution:
# {−2..2}, {−1, 2}, {−3, 3}, {−7, 2}, {0}
SPLICES = ((5, 1), (2, 3), (2, 6), (2, 9), (1, 1))
CONTEXT = (13, 9)  # frames that all layers together reach back and ahead
SMALLEST_VARIANCE = 1e-5  # keeps the gradient of the standard deviation finite


class EmotionBranch(nn.Module):
    """Logits of the emotion of each window, within which (2 s) it counts as constant.

    Parameters
    ----------
    inputs : int
        Number of style features.
    channels : int
        Width of the hidden layers.
    pooled : int
        Width of the MLP's input: mean and deviation of the TDNN's last layer of pooled/2 units.
    emotions : int
        N, the number of emotions.

    References
    ----------
    Song et al. 2023, Sec. 3.3; Peddinti et al., "A time delay neural network architecture for
    efficient modeling of long temporal contexts", Interspeech 2015.
    """

    def __init__(self, inputs: int, channels: int, pooled: int, emotions: int) -> None:
        super().__init__()
        widths = [inputs, *[channels] * (len(SPLICES) - 1), pooled // 2]
        layers: list[nn.Module] = []
        for before, after, (size, dilation) in zip(widths[:-1], widths[1:], SPLICES, strict=True):
            layers += [
                nn.Conv1d(before, after, size, dilation=dilation),
                nn.ReLU(inplace=True),
                nn.BatchNorm1d(after),
            ]
        self.tdnn = nn.Sequential(*layers)
        self.mlp = nn.Sequential(
            nn.Linear(pooled, channels),
            nn.ReLU(inplace=True),
            nn.Linear(channels, channels),
            nn.ReLU(inplace=True),
            nn.Linear(channels, emotions),
        )

    def forward(self, style: Float[Tensor, "B T S"]) -> Float[Tensor, "B N"]:
        """Logits; their softmax is e'."""
        padded = F.pad(style.transpose(1, 2), CONTEXT, mode="replicate")
        frames = self.tdnn(padded)  # B C T
        deviation = (frames.var(dim=2, correction=0) + SMALLEST_VARIANCE).sqrt()
        logits: Tensor = self.mlp(torch.cat([frames.mean(dim=2), deviation], dim=1))
        return logits
