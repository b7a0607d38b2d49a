"""The renderer's objective.

Letters: B batch, C channels, H and W pixels.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from elp.renderer.blocks import reduced
from elp.renderer.deformation import Deformation, equivariance
from elp.renderer.generator import Renderer
from elp.renderer.trunks import Trunk

COLOUR = 0.2  # least difference between the channels of a mark; gray has less
AROUND = 9  # pixels a side of a mark's surroundings


@dataclass(frozen=True)
class RendererBatch:
    """Pairs of frames of one clip, with both meshes.

    Attributes
    ----------
    portrait, portrait_mesh : tensor, shape (B, 3, H, W)
        The given frame and its mesh, from 0 to 1.
    frame, mesh : tensor, shape (B, 3, H, W)
        The frame to generate and its mesh.
    deformation : Deformation
        Deformation of the meshes, for the equivariance of the keypoints.
    """

    portrait: Float[Tensor, "B 3 H W"]
    portrait_mesh: Float[Tensor, "B 3 H W"]
    frame: Float[Tensor, "B 3 H W"]
    mesh: Float[Tensor, "B 3 H W"]
    deformation: Deformation

    def __len__(self) -> int:
        """B."""
        return len(self.frame)

    def __getitem__(self, rows: slice) -> "RendererBatch":
        return RendererBatch(**{name: part[rows] for name, part in vars(self).items()})

    def to(self, device: torch.device) -> "RendererBatch":
        """The same pairs, on a device."""
        return RendererBatch(**{name: part.to(device) for name, part in vars(self).items()})


def perceptual_distance(
    trunk: Trunk,
    generated: Float[Tensor, "B 3 H W"],
    target: Float[Tensor, "B 3 H W"],
    scales: tuple[float, ...],
) -> Float[Tensor, ""]:
    """Mean absolute difference of features, summed over the trunk's layers and a pyramid."""
    total = generated.new_zeros(())
    for scale in scales:
        with torch.no_grad():
            targets = trunk(reduced(target, scale))
        for maps, others in zip(trunk(reduced(generated, scale)), targets, strict=True):
            total = total + (maps.float() - others.float()).abs().mean()
    return total


def parts_distance(generated: Float[Tensor, "B 3 H W"], batch: RendererBatch) -> Float[Tensor, ""]:
    """Mean absolute difference at the eyes, lips and brows that the driving meshes mark.

    The marks are where a mesh has a colour. The pixels around them count too, since a closing lid
    covers more than the line that remains.
    """
    marks = batch.mesh.amax(dim=1, keepdim=True) - batch.mesh.amin(dim=1, keepdim=True)
    near = F.max_pool2d((marks > COLOUR).float(), AROUND, stride=1, padding=AROUND // 2)
    difference = (generated - batch.frame).abs().mean(dim=1, keepdim=True)
    return (difference * near).sum() / near.sum().clamp(min=1)


@dataclass(frozen=True)
class RendererLoss:
    """The weighted terms, for `elp.training.loop.fit`."""

    trunk: Trunk

    def __call__(self, model: Renderer, batch: RendererBatch) -> dict[str, Tensor]:
        """Terms by name: perceptual, equivariance, equivariance_jacobian, parts."""
        return self.terms_and_pictures(model, batch)[0]

    def terms_and_pictures(
        self, model: Renderer, batch: RendererBatch
    ) -> tuple[dict[str, Tensor], Float[Tensor, "B 3 H W"]]:
        """The terms, and the generated pictures."""
        settings = model.settings.loss
        count = len(batch)
        meshes = [batch.portrait_mesh, batch.mesh, batch.deformation.deform(batch.mesh)]
        keypoints = model.detector(torch.cat(meshes))
        source, driving, deformed = (keypoints[k * count : (k + 1) * count] for k in range(3))
        encoded = model.encode(batch.portrait, batch.portrait_mesh, source)
        generated = model.render(encoded, batch.mesh, driving)
        position, jacobian = equivariance(driving, deformed, batch.deformation)
        terms = {
            "perceptual": settings.perceptual
            * perceptual_distance(self.trunk, generated, batch.frame, settings.scales),
            "equivariance": settings.equivariance * position,
        }
        if settings.parts:
            terms["parts"] = settings.parts * parts_distance(generated, batch)
        if model.settings.jacobian:
            terms["equivariance_jacobian"] = settings.equivariance_jacobian * jacobian
        return terms, generated
