"""The generator: encodes the portrait, warps and masks its features, and decodes a picture.

Letters: B batch, H and W pixels.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.renderer import RendererSettings
from elp.renderer.blocks import Residual, convolution, down, reduced, up
from elp.renderer.keypoints import KERNEL, KeypointDetector, Keypoints
from elp.renderer.motion import DenseMotion, Flow, warped

START = 2.0  # initial logit of the warped portrait's weight in the blend
GUIDES = 9  # channels: the warped portrait, its mesh and the driving mesh


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
        guides = GUIDES if settings.mesh_in_generator else 0
        self.up = nn.ModuleList(up(wide + guides, narrow) for narrow, wide in reversed(pairs))
        self._sees_meshes = settings.mesh_in_generator
        outputs = 4 if settings.blend else 3
        self.last = nn.Conv2d(widths[0], outputs, KERNEL, padding=KERNEL // 2)
        if settings.blend:  # training starts from the unchanged portrait
            assert self.last.bias is not None
            with torch.no_grad():
                self.last.bias[3] = START

    def encode(self, portrait: Float[Tensor, "B 3 H W"]) -> Float[Tensor, "B C h w"]:
        """Features of the portrait, computed once for all its pictures."""
        features: Tensor = self.down(self.first(portrait))
        return features

    def decode(
        self,
        portrait: Float[Tensor, "B 3 H W"],
        features: Float[Tensor, "B C h w"],
        meshes: Float[Tensor, "B 6 H W"],
        flow: Flow,
    ) -> Float[Tensor, "B 3 H W"]:
        """Pictures with values from 0 to 1.

        Parameters
        ----------
        portrait : tensor, shape (B, 3, H, W)
            From 0 to 1.
        features : tensor, shape (B, C, h, w)
            Features of the portrait (`encode`).
        meshes : tensor, shape (B, 6, H, W)
            The portrait's mesh and the driving one, used only with `mesh_in_generator`.
        flow : Flow
            Where each pixel lies in the portrait.
        """
        moved = warped(features, _enlarged(flow.places, features))
        visible = F.interpolate(flow.visible, features.shape[2:], mode="bilinear")
        kept = warped(portrait, _enlarged(flow.places, portrait))
        guides = torch.cat([kept, meshes], dim=1)
        maps = self.middle(moved * visible)
        for layer in self.up:
            if self._sees_meshes:
                maps = torch.cat([maps, reduced(guides, maps.shape[-1] / guides.shape[-1])], dim=1)
            maps = layer(maps)
        painted: Tensor = self.last(maps).sigmoid()
        if painted.shape[1] == 3:
            return painted
        weight = painted[:, 3:]
        return weight * kept + (1 - weight) * painted[:, :3]


@dataclass(frozen=True)
class EncodedPortrait:
    """An encoded portrait, which is reused for all its pictures.

    Attributes
    ----------
    portrait, mesh : tensor, shape (B, 3, H, W)
        From 0 to 1.
    keypoints : Keypoints
        Keypoints of the mesh.
    features : tensor, shape (B, C, h, w)
        Features of the portrait.
    """

    portrait: Float[Tensor, "B 3 H W"]
    mesh: Float[Tensor, "B 3 H W"]
    keypoints: Keypoints
    features: Float[Tensor, "B C h w"]

    def repeated(self, times: int) -> "EncodedPortrait":
        """The portrait, repeated for a batch of pictures; B must be 1."""
        position, jacobian = self.keypoints.position, self.keypoints.jacobian
        return EncodedPortrait(
            self.portrait.expand(times, -1, -1, -1),
            self.mesh.expand(times, -1, -1, -1),
            Keypoints(position.expand(times, -1, -1), jacobian.expand(times, -1, -1, -1)),
            self.features.expand(times, -1, -1, -1),
        )


class Renderer(nn.Module):
    """Keypoints, dense motion and generator in one."""

    def __init__(self, settings: RendererSettings) -> None:
        super().__init__()
        self.settings = settings
        self.detector = KeypointDetector(settings)
        self.motion = DenseMotion(settings)
        self.generator = Generator(settings)

    def encode(
        self,
        portrait: Float[Tensor, "B 3 H W"],
        mesh: Float[Tensor, "B 3 H W"],
        keypoints: Keypoints | None = None,
    ) -> EncodedPortrait:
        """The portrait with its own mesh; `keypoints` are the mesh's, if already detected."""
        source = self.detector(mesh) if keypoints is None else keypoints
        return EncodedPortrait(portrait, mesh, source, self.generator.encode(portrait))

    def render(
        self,
        encoded: EncodedPortrait,
        mesh: Float[Tensor, "B 3 H W"],
        keypoints: Keypoints | None = None,
    ) -> Float[Tensor, "B 3 H W"]:
        """The portrait with the expression and pose of the driving mesh."""
        driving = self.detector(mesh) if keypoints is None else keypoints
        meshes = torch.cat([encoded.mesh, mesh], dim=1)
        flow = self.motion(encoded.portrait, meshes, encoded.keypoints, driving)
        picture: Tensor = self.generator.decode(encoded.portrait, encoded.features, meshes, flow)
        return picture

    def forward(
        self,
        portrait: Float[Tensor, "B 3 H W"],
        portrait_mesh: Float[Tensor, "B 3 H W"],
        mesh: Float[Tensor, "B 3 H W"],
    ) -> Float[Tensor, "B 3 H W"]:
        """The portrait moved from its own mesh to the driving mesh; all values from 0 to 1."""
        return self.render(self.encode(portrait, portrait_mesh), mesh)


def _enlarged(
    places: Float[Tensor, "B h w 2"], like: Float[Tensor, "B C H W"]
) -> Float[Tensor, "B H W 2"]:
    """A flow at the resolution of a map."""
    larger = F.interpolate(places.permute(0, 3, 1, 2), like.shape[2:], mode="bilinear")
    return larger.permute(0, 2, 3, 1)
