"""The generator: the portrait's features, warped, hidden where they must be, and painted again.

Letters: B batch, H and W pixels.
"""

from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.renderer import RendererSettings
from elp.renderer.blocks import Residual, convolution, down, up
from elp.renderer.keypoints import KERNEL, KeypointDetector, Keypoints
from elp.renderer.motion import DenseMotion, Flow, warped


class Generator(nn.Module):
    """An encoder, a warp of its features, residual blocks, a decoder (FOMM, Sec. 3.2)."""

    def __init__(self, settings: RendererSettings) -> None:
        super().__init__()
        sizes = settings.generator
        widths = [min(sizes.most, sizes.channels * 2**level) for level in range(sizes.halvings + 1)]
        pairs = list(pairwise(widths))
        self.first = convolution(3, widths[0], KERNEL)
        self.down = nn.Sequential(*(down(*pair) for pair in pairs))
        self.middle = nn.Sequential(*(Residual(widths[-1]) for _ in range(sizes.blocks)))
        self.up = nn.Sequential(*(up(*pair[::-1]) for pair in reversed(pairs)))
        self.last = nn.Conv2d(widths[0], 3, KERNEL, padding=KERNEL // 2)

    def encode(self, portrait: Float[Tensor, "B 3 H W"]) -> Float[Tensor, "B C h w"]:
        """Features of the portrait: once, however many pictures are made of it."""
        features: Tensor = self.down(self.first(portrait))
        return features

    def decode(self, features: Float[Tensor, "B C h w"], flow: Flow) -> Float[Tensor, "B 3 H W"]:
        """Pictures with values from 0 to 1."""
        size = features.shape[2:]
        places = F.interpolate(flow.places.permute(0, 3, 1, 2), size, mode="bilinear")
        visible = F.interpolate(flow.visible, size, mode="bilinear")
        moved = warped(features, places.permute(0, 2, 3, 1)) * visible
        painted: Tensor = self.last(self.up(self.middle(moved))).sigmoid()
        return painted


class Renderer(nn.Module):
    """Keypoints, dense motion and generator in one."""

    def __init__(self, settings: RendererSettings) -> None:
        super().__init__()
        self.settings = settings
        self.detector = KeypointDetector(settings)
        self.motion = DenseMotion(settings)
        self.generator = Generator(settings)

    def forward(
        self, portrait: Float[Tensor, "B 3 H W"], source: Keypoints, driving: Keypoints
    ) -> Float[Tensor, "B 3 H W"]:
        """The portrait moved from the keypoints of its own mesh to those of another.

        Parameters
        ----------
        portrait : tensor, shape (B, 3, H, W)
            From 0 to 1.
        source, driving : Keypoints
            Of the portrait's mesh, and of the mesh to be shown.
        """
        flow = self.motion(portrait, source, driving)
        painted: Tensor = self.generator.decode(self.generator.encode(portrait), flow)
        return painted


def relative(driving: Keypoints, start: Keypoints, source: Keypoints) -> Keypoints:
    """The driving keypoints' change since a start, applied to the source (FOMM, Sec. 3.3).

    For a portrait that looks elsewhere than the driving face does at its start.
    """
    turn = driving.jacobian @ torch.linalg.inv(start.jacobian)
    return Keypoints(driving.position - start.position + source.position, turn @ source.jacobian)
