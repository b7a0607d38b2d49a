"""Random smooth deformations that keypoints must follow.

Letters: B batch, P control points, H and W pixels.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from elp.renderer.keypoints import Keypoints, grid
from elp.renderer.motion import warped

AFFINE, BEND = 0.05, 0.005  # deviations of the affine map's entries and of the spline's weights
SIDE = 5  # control points a side
EPSILON = 1e-6


@dataclass(frozen=True)
class Deformation:
    """An affine map and a thin-plate spline: T(z) = A z + t + Σ w |z − c|² log |z − c|.

    Attributes
    ----------
    affine : tensor, shape (B, 2, 3)
        A and t.
    weights : tensor, shape (B, P, 2)
        w, for control points c on a grid over the picture.

    References
    ----------
    FOMM, Sec. 3.1 ("Equivariance Constraint").
    """

    affine: Float[Tensor, "B 2 3"]
    weights: Float[Tensor, "B P 2"]

    @classmethod
    def random(cls, batch: int, seed: int) -> "Deformation":
        """A random deformation for each picture; drawn on the CPU, the same for every device."""
        generator = torch.Generator().manual_seed(seed)
        affine = torch.eye(2, 3) + AFFINE * torch.randn(batch, 2, 3, generator=generator)
        return cls(affine, BEND * torch.randn(batch, SIDE**2, 2, generator=generator))

    def __getitem__(self, rows: slice) -> "Deformation":
        return Deformation(self.affine[rows], self.weights[rows])

    def to(self, device: torch.device) -> "Deformation":
        """The same, on a device."""
        return Deformation(self.affine.to(device), self.weights.to(device))

    def __call__(self, places: Float[Tensor, "B N 2"]) -> Float[Tensor, "B N 2"]:
        """T at some places."""
        offsets = self._offsets(places)
        squares = offsets.square().sum(dim=-1)
        bumps = squares * torch.log(squares + EPSILON) / 2
        straight = places @ self.affine[..., :2].mT + self.affine[:, None, :, 2]
        return straight + bumps @ self.weights

    def jacobian(self, places: Float[Tensor, "B N 2"]) -> Float[Tensor, "B N 2 2"]:
        """Derivative of T at some places."""
        offsets = self._offsets(places)
        squares = offsets.square().sum(dim=-1)
        slope = torch.log(squares + EPSILON) + squares / (squares + EPSILON)
        bent = torch.einsum("bpi,bnp,bnpj->bnij", self.weights, slope, offsets)
        return self.affine[:, None, :, :2] + bent

    def deform(self, pictures: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        """Pictures whose pixel z shows the given pictures at T(z)."""
        height, width = pictures.shape[2:]
        places = grid(height, width, like=self.affine).flatten(0, 1)
        moved = self(places.expand(len(pictures), -1, -1)).unflatten(1, (height, width))
        return warped(pictures, moved)

    def _offsets(self, places: Float[Tensor, "B N 2"]) -> Float[Tensor, "B N P 2"]:
        axis = torch.linspace(-1, 1, SIDE, device=places.device, dtype=places.dtype)
        points = torch.stack(torch.meshgrid(axis, axis, indexing="xy"), dim=-1).flatten(0, 1)
        return places[:, :, None] - points


def equivariance(
    original: Keypoints, deformed: Keypoints, deformation: Deformation
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Distance of a deformed picture's keypoints from the deformed keypoints.

    Parameters
    ----------
    original, deformed : Keypoints
        Keypoints of a picture, and of `deformation.deform` of it.

    Returns
    -------
    tuple of two tensors
        Mean absolute differences of positions, and of the Jacobians' ratio from the identity.

    References
    ----------
    FOMM, Eq. 9 and 10.
    """
    position = (original.position - deformation(deformed.position)).abs().mean()
    carried = deformation.jacobian(deformed.position) @ deformed.jacobian
    ratio = torch.linalg.inv(original.jacobian) @ carried
    identity = torch.eye(2, device=ratio.device, dtype=ratio.dtype)
    return position, (ratio - identity).abs().mean()
