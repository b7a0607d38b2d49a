"""Keypoints of a picture, each with a local affine frame.

Letters: B batch, K keypoints, H and W pixels. Positions go from −1 (left, top) to 1.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from elp.config.renderer import RendererSettings
from elp.renderer.blocks import Hourglass, reduced

KERNEL = 7


@dataclass(frozen=True)
class Keypoints:
    """Positions of an abstract reference face's K points in a picture.

    Attributes
    ----------
    position : tensor, shape (B, K, 2)
        x and y, from −1 to 1.
    jacobian : tensor, shape (B, K, 2, 2)
        The map from the reference to the picture around each point, to first order.
    """

    position: Float[Tensor, "B K 2"]
    jacobian: Float[Tensor, "B K 2 2"]

    def __len__(self) -> int:
        """B."""
        return len(self.position)

    def __getitem__(self, rows: slice) -> "Keypoints":
        return Keypoints(self.position[rows], self.jacobian[rows])


def grid(height: int, width: int, like: Tensor) -> Float[Tensor, "H W 2"]:
    """Position of each pixel's centre from −1 to 1, as `grid_sample` without aligned corners."""
    x = (torch.arange(width, device=like.device, dtype=like.dtype) * 2 + 1) / width - 1
    y = (torch.arange(height, device=like.device, dtype=like.dtype) * 2 + 1) / height - 1
    return torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)


class KeypointDetector(nn.Module):
    """A U-Net that gives heat maps; their means are the keypoints (FOMM, Sec. 3.1).

    The Jacobians are maps of four channels, averaged with the heat map's weights.
    """

    def __init__(self, settings: RendererSettings) -> None:
        super().__init__()
        self.settings = settings
        self.hourglass = Hourglass(settings.detector, inputs=3)
        self.heat = nn.Conv2d(
            self.hourglass.outputs, settings.keypoints, KERNEL, padding=KERNEL // 2
        )
        self.frames: nn.Conv2d | None = None
        if settings.jacobian:
            self.frames = nn.Conv2d(
                self.hourglass.outputs, 4 * settings.keypoints, KERNEL, padding=KERNEL // 2
            )
            # Every frame starts as the identity, so that the first motions are shifts.
            nn.init.zeros_(self.frames.weight)
            assert self.frames.bias is not None
            with torch.no_grad():
                self.frames.bias.copy_(torch.eye(2).flatten().repeat(settings.keypoints))

    def heatmaps(
        self, pictures: Float[Tensor, "B 3 H W"]
    ) -> tuple[Float[Tensor, "B K h w"], Float[Tensor, "B D h w"]]:
        """Weights of each keypoint, which sum to 1, and the features behind them."""
        features = self.hourglass(reduced(pictures, self.settings.detector.scale))
        heat = self.heat(features).float() / self.settings.temperature
        return heat.flatten(2).softmax(dim=2).unflatten(2, heat.shape[2:]), features

    def forward(self, pictures: Float[Tensor, "B 3 H W"]) -> Keypoints:
        """The keypoints of pictures with values from 0 to 1."""
        heat, features = self.heatmaps(pictures)
        places = grid(heat.shape[2], heat.shape[3], like=heat)
        position = torch.einsum("bkhw,hwc->bkc", heat, places)
        if self.frames is None:
            identity = torch.eye(2, device=heat.device, dtype=heat.dtype)
            return Keypoints(position, identity.expand(*position.shape[:2], 2, 2))
        maps = self.frames(features).float().unflatten(1, (-1, 4))
        jacobian = torch.einsum("bkhw,bkchw->bkc", heat, maps).unflatten(2, (2, 2))
        return Keypoints(position, jacobian)
