"""Building blocks of the renderer's networks. Letters: B batch, C channels, H and W pixels."""

from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.renderer import HourglassSettings


def convolution(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    """Convolution that keeps the size, batch normalisation, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two convolutions, each after batch normalisation and ReLU, added to the input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(2):
            layers += [
                nn.BatchNorm2d(channels),
                nn.ReLU(),
                nn.Conv2d(channels, channels, 3, padding=1),
            ]
        self.layers = nn.Sequential(*layers)

    def forward(self, maps: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        """Maps of the same shape."""
        added: Tensor = maps + self.layers(maps)
        return added


def down(inputs: int, outputs: int) -> nn.Sequential:
    """A convolution, then the mean over squares of 2 x 2 pixels."""
    return nn.Sequential(*convolution(inputs, outputs), nn.AvgPool2d(2))


def up(inputs: int, outputs: int) -> nn.Sequential:
    """Upsampling by 2 in both directions, then a convolution."""
    return nn.Sequential(nn.Upsample(scale_factor=2), *convolution(inputs, outputs))


class Hourglass(nn.Module):
    """A U-Net with `outputs` output channels of the input's size.

    The input's sides must be multiples of 2 to the power of the number of blocks.
    """

    def __init__(self, settings: HourglassSettings, inputs: int) -> None:
        super().__init__()
        widths = [inputs] + [
            min(settings.most, settings.channels * 2**level)
            for level in range(1, settings.blocks + 1)
        ]
        self.down = nn.ModuleList(down(*pair) for pair in pairwise(widths))
        self.up = nn.ModuleList()
        width = widths[-1]
        for level in range(settings.blocks, 0, -1):
            narrower = min(settings.most, settings.channels * 2 ** (level - 1))
            self.up.append(up(width, narrower))
            width = narrower + widths[level - 1]
        self.outputs = width

    def forward(self, maps: Float[Tensor, "B C H W"]) -> Float[Tensor, "B D H W"]:
        """Features of all scales at the input's size, the input itself included."""
        skips = [maps]
        for layer in self.down:
            skips.append(layer(skips[-1]))
        maps = skips.pop()
        for layer in self.up:
            maps = torch.cat([layer(maps), skips.pop()], dim=1)
        return maps


def reduced(pictures: Float[Tensor, "B C H W"], scale: float) -> Float[Tensor, "B C h w"]:
    """Pictures scaled down without aliasing."""
    if scale == 1:
        return pictures
    return F.interpolate(pictures, scale_factor=scale, mode="bilinear", antialias=True)
