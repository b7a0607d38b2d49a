"""The optional adversary: it tells patches of real frames from patches of generated ones.

Patches: Isola et al., CVPR 2017; least squares: Mao et al., ICCV 2017; distance of the adversary's
features: Wang et al. (pix2pixHD), CVPR 2018.

Letters: B batch, C channels, H and W pixels.
"""

from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.utils.parametrizations import spectral_norm

from elp.config.renderer import DiscriminatorSettings, RendererLossSettings
from elp.renderer.generator import Renderer
from elp.renderer.losses import RendererBatch, RendererLoss

KERNEL, SLOPE = 4, 0.2
SEEN = 6  # channels: a picture, and the mesh that it should show


class Discriminator(nn.Module):
    """Convolutions that end in a score for each patch.

    It sees the driving mesh beside the picture, so that a fine picture of another face motion does
    not pass. The sides of pictures must be 2 to the power of `blocks` times 4 or more.
    """

    def __init__(self, settings: DiscriminatorSettings) -> None:
        super().__init__()
        widths = [SEEN] + [
            min(settings.most, settings.channels * 2**level) for level in range(settings.blocks)
        ]
        self.blocks = nn.ModuleList(
            _block(*pair, first=level == 0) for level, pair in enumerate(pairwise(widths))
        )
        self.score = spectral_norm(nn.Conv2d(widths[-1], 1, KERNEL - 1, padding=1))

    def forward(
        self, pictures: Float[Tensor, "B 3 H W"], meshes: Float[Tensor, "B 3 H W"]
    ) -> list[Float[Tensor, "B C h w"]]:
        """Features of each block, and the scores last: 1 for real patches, 0 for others."""
        maps, found = torch.cat([pictures, meshes], dim=1), []
        for layer in [*self.blocks, self.score]:
            maps = layer(maps)
            found.append(maps)
        return found


class AdversarialPair(nn.Module):
    """A renderer and its adversary, trained at the same time: each step moves both."""

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self.renderer = renderer
        self.adversary = Discriminator(renderer.settings.discriminator)

    def as_it_is(
        self, pictures: Float[Tensor, "B 3 H W"], meshes: Float[Tensor, "B 3 H W"]
    ) -> list[Float[Tensor, "B C h w"]]:
        """What the adversary finds, with gradients for the pictures and none for itself."""
        fixed = {name: weight.detach() for name, weight in self.adversary.named_parameters()}
        found: list[Tensor] = functional_call(self.adversary, fixed, (pictures, meshes))
        return found


class AdversarialLoss:
    """The renderer's terms and the adversary's, for `elp.training.loop.fit`.

    Squared distances of the scores (least-squares GAN), and the distance of the adversary's
    features. No term moves the weights of both.
    """

    def __init__(self, loss: RendererLoss, settings: RendererLossSettings) -> None:
        self._loss, self._settings = loss, settings

    def __call__(self, contest: AdversarialPair, batch: RendererBatch) -> dict[str, Tensor]:
        """Terms by name: the renderer's, adversarial, feature_matching, adversary."""
        terms, generated = self._loss.terms_and_pictures(contest.renderer, batch)
        with torch.no_grad():
            wanted = contest.as_it_is(batch.frame, batch.mesh)
        found = contest.as_it_is(generated, batch.mesh)
        matching = [
            (one - other).abs().mean() for one, other in zip(found[:-1], wanted[:-1], strict=True)
        ]
        real = contest.adversary(batch.frame, batch.mesh)[-1]
        fake = contest.adversary(generated.detach(), batch.mesh)[-1]
        settings = self._settings
        return terms | {
            "adversarial": settings.adversarial * (1 - found[-1]).square().mean(),
            "feature_matching": settings.feature_matching * torch.stack(matching).sum(),
            "adversary": (1 - real).square().mean() + fake.square().mean(),
        }


def _block(inputs: int, outputs: int, *, first: bool) -> nn.Sequential:
    """Half the size; the colours of the picture itself are not normalised away."""
    layers: list[nn.Module] = [
        spectral_norm(nn.Conv2d(inputs, outputs, KERNEL, stride=2, padding=1))
    ]
    if not first:
        layers.append(nn.InstanceNorm2d(outputs, affine=True))
    return nn.Sequential(*layers, nn.LeakyReLU(SLOPE))
