"""Keypoints, first-order motion and warping, compared with known motions."""

import math

import pytest
import torch
from small_renderer import SIZE, SMALL
from torch import Tensor

from elp.renderer.deformation import Deformation, equivariance
from elp.renderer.keypoints import KeypointDetector, Keypoints, grid
from elp.renderer.motion import DenseMotion, gaussians, sparse_motion, warped


def smooth_picture() -> Tensor:
    """Waves that are smooth between pixels."""
    z = grid(SIZE, SIZE, like=torch.zeros(()))
    x, y = z.unbind(dim=-1)
    return torch.stack([torch.sin(3 * x + y), torch.cos(2 * y - x), torch.sin(2 * x * y)])[None]


def turn(degrees: float, size: float = 1.0) -> Tensor:
    angle = math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    return size * torch.tensor([[cosine, -sine], [sine, cosine]])


def affine_pair(matrix: Tensor, shift: Tensor) -> tuple[Keypoints, Keypoints]:
    """Keypoints of a picture, and of one whose pixel z shows the first picture at A z + t."""
    generator = torch.Generator().manual_seed(0)
    position = torch.rand(1, 4, 2, generator=generator) - 0.5
    jacobian = torch.eye(2) + 0.1 * torch.randn(1, 4, 2, 2, generator=generator)
    source = Keypoints(position @ matrix.T + shift, matrix @ jacobian)
    return source, Keypoints(position, jacobian)


@pytest.mark.parametrize(("degrees", "size"), [(0.0, 1.0), (20.0, 1.0), (-10.0, 1.2)])
def test_a_known_affine_motion_is_recovered_around_every_keypoint(
    degrees: float, size: float
) -> None:
    matrix, shift = turn(degrees, size), torch.tensor([0.1, -0.05])
    source, driving = affine_pair(matrix, shift)
    found = sparse_motion(source, driving, SIZE, SIZE)
    expected = grid(SIZE, SIZE, like=matrix) @ matrix.T + shift
    torch.testing.assert_close(found, expected.expand_as(found), atol=1e-5, rtol=0)
    picture = smooth_picture()
    moved = warped(picture, found[:, 0])
    x, y = expected.unbind(dim=-1)
    exact = torch.stack([torch.sin(3 * x + y), torch.cos(2 * y - x), torch.sin(2 * x * y)])[None]
    inside = expected.abs().amax(dim=-1) < 1 - 1 / SIZE
    assert (moved - exact)[..., inside].abs().max() < 5e-3  # linear between pixels


def test_no_motion_leaves_every_pixel() -> None:
    picture = torch.rand(2, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    still = grid(32, 48, like=picture).expand(2, -1, -1, -1)
    torch.testing.assert_close(warped(picture, still), picture, atol=1e-5, rtol=0)


def test_a_keypoint_is_the_mean_of_its_heat_map() -> None:
    torch.manual_seed(0)
    detector = KeypointDetector(SMALL).eval()
    pictures = torch.rand(2, 3, SIZE, SIZE)
    heat, _ = detector.heatmaps(pictures)
    torch.testing.assert_close(heat.sum(dim=(2, 3)), torch.ones(2, 4))
    found = detector(pictures)
    rows, columns = heat.sum(dim=3), heat.sum(dim=2)
    centres = (torch.arange(32) * 2 + 1) / 32 - 1
    torch.testing.assert_close(found.position[..., 0], columns @ centres)
    torch.testing.assert_close(found.position[..., 1], rows @ centres)
    torch.testing.assert_close(found.jacobian, torch.eye(2).expand(2, 4, 2, 2))


def test_gaussians_peak_at_the_keypoints() -> None:
    z = grid(SIZE, SIZE, like=torch.zeros(()))
    points = Keypoints(z[10, 40].expand(1, 1, 2), torch.eye(2).expand(1, 1, 2, 2))
    bump = gaussians(points, SIZE, SIZE, 0.01)[0, 0]
    assert bump.argmax() == 10 * SIZE + 40
    assert bump.max() == 1
    step = 2 / SIZE
    assert bump[10, 43] == pytest.approx(math.exp(-((3 * step) ** 2) / 0.02), rel=1e-4)


def test_unmoved_keypoints_give_the_identity_flow() -> None:
    """Any mixture of identity motions is the identity."""
    torch.manual_seed(0)
    motion = DenseMotion(SMALL).eval()
    points = Keypoints(torch.rand(2, 4, 2) - 0.5, torch.eye(2).expand(2, 4, 2, 2))
    flow = motion(torch.rand(2, 3, SIZE, SIZE), torch.rand(2, 6, SIZE, SIZE), points, points)
    expected = grid(32, 32, like=flow.places).expand(2, -1, -1, -1)
    torch.testing.assert_close(flow.places, expected, atol=1e-5, rtol=0)
    assert ((flow.visible > 0) & (flow.visible < 1)).all()


def deformation(batch: int = 2, seed: int = 0) -> Deformation:
    return Deformation.random(batch, seed)


def test_the_jacobian_is_the_derivative_of_the_deformation() -> None:
    deform = deformation()
    places = (torch.rand(2, 5, 2) * 2 - 1).double()
    double = Deformation(deform.affine.double(), deform.weights.double())
    found = double.jacobian(places)
    step = 1e-6
    for axis in range(2):
        moved = places.clone()
        moved[..., axis] += step
        numeric = (double(moved) - double(places)) / step
        torch.testing.assert_close(found[..., axis], numeric, atol=1e-5, rtol=1e-4)


def test_keypoints_that_follow_the_deformation_have_no_loss() -> None:
    deform = deformation()
    deformed = Keypoints(torch.rand(2, 4, 2) - 0.5, torch.eye(2).expand(2, 4, 2, 2))
    original = Keypoints(
        deform(deformed.position), deform.jacobian(deformed.position) @ deformed.jacobian
    )
    position, jacobian = equivariance(original, deformed, deform)
    assert position < 1e-6
    assert jacobian < 1e-5
    lazy = equivariance(deformed, deformed, deform)
    assert lazy[0] > 0.01
    assert lazy[1] > 0.01


def test_an_affine_deformation_warps_a_picture_exactly() -> None:
    affine = torch.tensor([[[0.9, 0.1, 0.05], [-0.1, 0.95, 0.0]]])
    deform = Deformation(affine, torch.zeros(1, 25, 2))
    z = grid(SIZE, SIZE, like=affine) @ affine[0, :, :2].T + affine[0, :, 2]
    x, y = z.unbind(dim=-1)
    exact = torch.stack([torch.sin(3 * x + y), torch.cos(2 * y - x), torch.sin(2 * x * y)])
    inside = z.abs().amax(dim=-1) < 1 - 1 / SIZE
    found = deform.deform(smooth_picture())[0]
    assert (found - exact)[:, inside].abs().max() < 5e-3
