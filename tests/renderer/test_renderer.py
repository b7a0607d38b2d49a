"""The renderer as a whole: sizes, gradients, and that it learns."""

import pytest
import torch
from small_renderer import GRAY, SKIN, SMALL, disc
from torch import nn

from elp.config.renderer import (
    RendererSettings,
)
from elp.renderer.deformation import Deformation
from elp.renderer.generator import Renderer
from elp.renderer.losses import RendererBatch, RendererLoss, perceptual_distance
from elp.renderer.trunks import load_trunk


def batch(count: int = 2, seed: int = 0) -> RendererBatch:
    """A coloured disc moves as a gray one does."""
    shifts = torch.linspace(-0.3, 0.3, count).tolist()
    return RendererBatch(
        portrait=torch.stack([disc(-x / 2, SKIN, 0.2) for x in shifts]),
        portrait_mesh=torch.stack([disc(-x / 2, GRAY, 0.0) for x in shifts]),
        frame=torch.stack([disc(x, SKIN, 0.2) for x in shifts]),
        mesh=torch.stack([disc(x, GRAY, 0.0) for x in shifts]),
        deformation=Deformation.random(count, seed),
    )


def new(settings: RendererSettings = SMALL) -> Renderer:
    torch.manual_seed(0)
    return Renderer(settings)


def test_the_published_sizes_build_and_their_parts_are_the_papers() -> None:
    with torch.device("meta"):
        model = Renderer(RendererSettings())
    widths = [block[0].out_channels for block in model.detector.hourglass.down]  # type: ignore[index]
    assert widths == [64, 128, 256, 512, 1024]
    widths = [block[0].out_channels for block in model.motion.hourglass.down]  # type: ignore[index]
    assert widths == [128, 256, 512, 1024, 1024]
    assert [block[0].out_channels for block in model.generator.down] == [128, 256]  # type: ignore[index,union-attr]
    assert len(model.generator.middle) == 6
    assert model.detector.heat.out_channels == 10
    assert model.motion.masks.out_channels == 11


@pytest.mark.parametrize("beyond", [False, True])
def test_every_parameter_gets_a_gradient(beyond: bool) -> None:
    model = new(SMALL.model_copy(update={"blend": beyond, "mesh_in_motion": beyond}))
    terms = RendererLoss(load_trunk())(model, batch())
    assert set(terms) == {"perceptual", "equivariance", "equivariance_jacobian"}
    torch.stack(list(terms.values())).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        if not isinstance(model.get_submodule(name.rpartition(".")[0]), nn.Conv2d) or (
            not name.endswith("bias")
        ):
            assert parameter.grad.abs().sum() > 0, name


def test_a_few_steps_lower_the_loss_and_the_disc_moves() -> None:
    model, loss, pairs = new(), RendererLoss(load_trunk()), batch()
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3)
    totals = []
    for step in range(60):
        terms = loss(model, batch(seed=step))
        total = torch.stack(list(terms.values())).sum()
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        totals.append(total.item())
    assert sum(totals[-5:]) < 0.6 * sum(totals[:5])
    with torch.no_grad():
        generated = model(pairs.portrait, pairs.portrait_mesh, pairs.mesh)
    assert generated.shape == pairs.frame.shape
    still = (pairs.portrait - pairs.frame).abs().mean()
    assert (generated - pairs.frame).abs().mean() < still


def test_the_trunk_s_distance_is_zero_for_equal_pictures_and_sees_a_blur() -> None:
    trunk = load_trunk()
    assert trunk.name == "EfficientNet-lite0"
    sharp = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    blurred = torch.nn.functional.avg_pool2d(sharp, 3, 1, 1)
    assert perceptual_distance(trunk, sharp, sharp, (1.0, 0.5)) == 0
    assert perceptual_distance(trunk, blurred, sharp, (1.0, 0.5)) > 0.1
