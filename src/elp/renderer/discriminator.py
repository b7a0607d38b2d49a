"""The optional adversary, which tells patches of real frames from patches of generated ones.

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
INPUTS = 6  # channels: a picture and its driving mesh


class Discriminator(nn.Module):
    """Convolutions that end in a score for each patch.

    It sees the driving mesh beside the picture, so that a good picture of the wrong motion does not
    pass. The sides of pictures must be at least 4 times 2 to the power of `blocks`.
    """

    def __init__(self, settings: DiscriminatorSettings) -> None:
        super().__init__()
        widths = [INPUTS] + [
            min(settings.most, settings.channels * 2**level) for level in range(settings.blocks)
        ]
        self.blocks = nn.ModuleList(
            _block(*pair, first=level == 0) for level, pair in enumerate(pairwise(widths))
        )
        self.score = spectral_norm(nn.Conv2d(widths[-1], 1, KERNEL - 1, padding=1))

    def forward(
        self, pictures: Float[Tensor, "B 3 H W"], meshes: Float[Tensor, "B 3 H W"]
    ) -> list[Float[Tensor, "B C h w"]]:
        """Features of each block, then the scores: 1 for real patches, 0 for generated ones."""
        maps, outputs = torch.cat([pictures, meshes], dim=1), []
        for layer in [*self.blocks, self.score]:
            maps = layer(maps)
            outputs.append(maps)
        return outputs


class AdversarialPair(nn.Module):
    """A renderer and its adversary, trained together: each step updates both."""

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self.renderer = renderer
        self.adversary = Discriminator(renderer.settings.discriminator)

    def judge(
        self, pictures: Float[Tensor, "B 3 H W"], meshes: Float[Tensor, "B 3 H W"]
    ) -> list[Float[Tensor, "B C h w"]]:
        """The adversary's outputs, with gradients for the pictures but not for its weights."""
        weights = {name: weight.detach() for name, weight in self.adversary.named_parameters()}
        outputs: list[Tensor] = functional_call(self.adversary, weights, (pictures, meshes))
        return outputs


class AdversarialLoss:
    """The renderer's terms and the adversary's, for `elp.training.loop.fit`.

    Squared errors of the scores (least-squares GAN), and the distance of the adversary's features.
    No term updates both networks.
    """

    def __init__(self, loss: RendererLoss, settings: RendererLossSettings) -> None:
        self._loss, self._settings = loss, settings

    def __call__(self, pair: AdversarialPair, batch: RendererBatch) -> dict[str, Tensor]:
        """Terms by name: the renderer's, adversarial, feature_matching, adversary."""
        terms, generated = self._loss.terms_and_pictures(pair.renderer, batch)
        with torch.no_grad():
            targets = pair.judge(batch.frame, batch.mesh)
        outputs = pair.judge(generated, batch.mesh)
        matching = [
            (maps - target).abs().mean()
            for maps, target in zip(outputs[:-1], targets[:-1], strict=True)
        ]
        real = pair.adversary(batch.frame, batch.mesh)[-1]
        fake = pair.adversary(generated.detach(), batch.mesh)[-1]
        settings = self._settings
        return terms | {
            "adversarial": settings.adversarial * (1 - outputs[-1]).square().mean(),
            "feature_matching": settings.feature_matching * torch.stack(matching).sum(),
            "adversary": (1 - real).square().mean() + fake.square().mean(),
        }


def _block(inputs: int, outputs: int, *, first: bool) -> nn.Sequential:
    """Halves the size; the first block keeps the picture's colours: it does not normalise."""
    layers: list[nn.Module] = [
        spectral_norm(nn.Conv2d(inputs, outputs, KERNEL, stride=2, padding=1))
    ]
    if not first:
        layers.append(nn.InstanceNorm2d(outputs, affine=True))
    return nn.Sequential(*layers, nn.LeakyReLU(SLOPE))
