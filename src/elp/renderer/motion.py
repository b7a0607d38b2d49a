"""Dense motion: from the keypoints of two pictures to the source of each pixel.

Letters: B batch, K keypoints, H and W pixels.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.renderer import RendererSettings
from elp.renderer.blocks import Hourglass, reduced
from elp.renderer.keypoints import KERNEL, Keypoints, grid


@dataclass(frozen=True)
class Flow:
    """The place in the portrait that each pixel of the generated picture comes from.

    Attributes
    ----------
    places : tensor, shape (B, H, W, 2)
        x and y in the portrait, from −1 to 1.
    visible : tensor, shape (B, 1, H, W)
        From 0 (hidden in the portrait) to 1.
    """

    places: Float[Tensor, "B H W 2"]
    visible: Float[Tensor, "B 1 H W"]


def sparse_motion(
    source: Keypoints, driving: Keypoints, height: int, width: int
) -> Float[Tensor, "B K H W 2"]:
    """The place in the source of each pixel near keypoint k, to first order.

    References
    ----------
    FOMM, Eq. 4 and 5: T(z) ≈ p_source + J (z − p_driving), J = J_source J_driving⁻¹.
    """
    places = grid(height, width, like=driving.position)
    offsets = places - driving.position[:, :, None, None]
    change = source.jacobian @ torch.linalg.inv(driving.jacobian)
    return source.position[:, :, None, None] + torch.einsum("bkij,bkhwj->bkhwi", change, offsets)


def gaussians(
    keypoints: Keypoints, height: int, width: int, variance: float
) -> Float[Tensor, "B K H W"]:
    """A bump of height 1 at each keypoint (FOMM, Eq. 6)."""
    places = grid(height, width, like=keypoints.position)
    squares = (places - keypoints.position[:, :, None, None]).square().sum(dim=-1)
    return torch.exp(-squares / (2 * variance))


def warped(
    pictures: Float[Tensor, "B C h w"], places: Float[Tensor, "B H W 2"]
) -> Float[Tensor, "B C H W"]:
    """Pictures sampled at some places, bilinearly; outside, the nearest border pixel."""
    return F.grid_sample(
        pictures, places.to(pictures.dtype), padding_mode="border", align_corners=False
    )


class DenseMotion(nn.Module):
    """Mixes the keypoints' motions and no motion, for each pixel (FOMM, Sec. 3.2)."""

    def __init__(self, settings: RendererSettings) -> None:
        super().__init__()
        self.settings = settings
        count = settings.keypoints + 1
        inputs = 4 * count + (6 if settings.mesh_in_motion else 0)
        self.hourglass = Hourglass(settings.motion, inputs=inputs)
        self.masks = nn.Conv2d(self.hourglass.outputs, count, KERNEL, padding=KERNEL // 2)
        self.visible = nn.Conv2d(self.hourglass.outputs, 1, KERNEL, padding=KERNEL // 2)

    def forward(
        self,
        portrait: Float[Tensor, "B 3 H W"],
        meshes: Float[Tensor, "B 6 H W"],
        source: Keypoints,
        driving: Keypoints,
    ) -> Flow:
        """The flow at the hourglass's scale.

        Parameters
        ----------
        portrait : tensor, shape (B, 3, H, W)
            From 0 to 1.
        meshes : tensor, shape (B, 6, H, W)
            The portrait's mesh and the driving one, used only with `mesh_in_motion`.
        source, driving : Keypoints
            Keypoints of both meshes.
        """
        small = reduced(portrait, self.settings.motion.scale)
        height, width = small.shape[2:]
        still = grid(height, width, like=source.position).expand(len(source), 1, -1, -1, -1)
        motions = torch.cat([still, sparse_motion(source, driving, height, width)], dim=1)
        bumps = [
            gaussians(points, height, width, self.settings.variance) for points in (driving, source)
        ]
        difference = F.pad(bumps[0] - bumps[1], (0, 0, 0, 0, 1, 0))  # 0 for no motion
        count = motions.shape[1]
        views = warped(small.repeat_interleave(count, dim=0), motions.flatten(0, 1)).unflatten(
            0, (-1, count)
        )
        hints = torch.cat([difference[:, :, None].to(views.dtype), views], dim=2)
        inputs = [hints.flatten(1, 2)]
        if self.settings.mesh_in_motion:
            inputs.append(reduced(meshes, self.settings.motion.scale))
        features = self.hourglass(torch.cat(inputs, dim=1))
        masks = self.masks(features).float().softmax(dim=1)
        places = torch.einsum("bkhw,bkhwc->bhwc", masks, motions)
        return Flow(places, self.visible(features).sigmoid())
