"""Speech feature a(t): the first sixteen convolutions of a ResNet-50 over the MFCC.

B batch, C channels, F frequency, T frames.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from elp.training.draws import Dropout

EXPANSION = 4
FREQUENCY_ONLY = (2, 1)  # stride of every layer: one vector per frame, so T must not shrink


class Bottleneck(nn.Module):
    """Residual block of 1×1, 3×3 and 1×1 convolutions (He et al. 2016, Fig. 5 right)."""

    def __init__(self, inputs: int, width: int, stride: tuple[int, int]) -> None:
        super().__init__()
        outputs = EXPANSION * width
        self.body = nn.Sequential(
            nn.Conv2d(inputs, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, stride, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut = (
            nn.Identity()
            if inputs == outputs and stride == (1, 1)
            else nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )
        )

    def forward(self, x: Float[Tensor, "B C F T"]) -> Float[Tensor, "B D G T"]:
        """Features for the next block; the stride reduces frequency, not time."""
        return torch.relu(self.body(x) + self.shortcut(x))


class AudioEncoder(nn.Module):
    """Speech features a(t) of each frame, from MFCC.

    conv1, three bottlenecks of layer 1 and two of layer 2 are 1 + 9 + 6 = 16 convolutions, not
    counting shortcuts. Frequency is averaged out before the last layer.

    Parameters
    ----------
    width : int
        Channels of the first convolution (ResNet-50: 64).
    channels : int
        Size of a(t).
    dropout : float
        Fraction of a(t) that is set to 0 in training.

    References
    ----------
    Song et al. 2023, Sec. 3.3 and 4.1; He et al., "Deep Residual Learning", CVPR 2016.
    """

    def __init__(self, width: int, channels: int, dropout: float) -> None:
        super().__init__()
        first, second = EXPANSION * width, EXPANSION * 2 * width
        self.convolutions = nn.Sequential(
            nn.Conv2d(1, width, 7, FREQUENCY_ONLY, 3, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, FREQUENCY_ONLY, 1),
            Bottleneck(width, width, (1, 1)),
            Bottleneck(first, width, (1, 1)),
            Bottleneck(first, width, (1, 1)),
            Bottleneck(first, 2 * width, FREQUENCY_ONLY),
            Bottleneck(second, 2 * width, (1, 1)),
        )
        self.project = nn.Linear(second, channels)
        self.dropout = Dropout(dropout)
        # A third faster than channels first on a CPU, and no slower on a GPU.
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, mfcc: Float[Tensor, "B T M"]) -> Float[Tensor, "B T C"]:
        """Speech feature a(t) of every frame."""
        image = mfcc.transpose(1, 2).unsqueeze(1)
        maps = self.convolutions(image.contiguous(memory_format=torch.channels_last))
        features: Tensor = self.dropout(self.project(maps.mean(dim=2).transpose(1, 2)))
        return features
