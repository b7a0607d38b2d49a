"""The whole renderer: sizes, gradients, learning."""

import pytest
import torch
from pydantic import ValidationError
from small_renderer import SMALL, pairs
from torch import nn

from elp.config.renderer import (
    RendererSettings,
)
from elp.renderer.generator import Renderer
from elp.renderer.losses import RendererLoss, parts_distance, perceptual_distance
from elp.renderer.trunks import load_trunk

BEYOND = ("blend", "mesh_in_motion", "mesh_in_generator")


def new(settings: RendererSettings = SMALL) -> Renderer:
    torch.manual_seed(0)
    return Renderer(settings)


def test_default_sizes_are_the_published_ones() -> None:
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
    model = new(SMALL.model_copy(update=dict.fromkeys(BEYOND, beyond)))
    terms = RendererLoss(load_trunk())(model, pairs())
    assert set(terms) == {"perceptual", "equivariance", "equivariance_jacobian"}
    torch.stack(list(terms.values())).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        if not isinstance(model.get_submodule(name.rpartition(".")[0]), nn.Conv2d) or (
            not name.endswith("bias")
        ):
            assert parameter.grad.abs().sum() > 0, name


def test_a_few_steps_lower_the_loss_and_move_the_disc() -> None:
    model, loss, moved = new(), RendererLoss(load_trunk()), pairs()
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3)
    totals = []
    for step in range(60):
        terms = loss(model, pairs(seed=step))
        total = torch.stack(list(terms.values())).sum()
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        totals.append(total.item())
    assert sum(totals[-5:]) < 0.6 * sum(totals[:5])
    with torch.no_grad():
        generated = model(moved.portrait, moved.portrait_mesh, moved.mesh)
    assert generated.shape == moved.frame.shape
    still = (moved.portrait - moved.frame).abs().mean()
    assert (generated - moved.frame).abs().mean() < still


def test_parts_distance_counts_coloured_pixels_and_their_surroundings() -> None:
    batch = pairs()
    assert parts_distance(batch.frame + 0.5, batch) == 0  # a gray mesh marks nothing
    batch.mesh[:, 0, 20:23, 30:40] = 1  # lips, say
    everywhere = torch.ones_like(batch.frame)
    assert parts_distance(batch.frame + everywhere, batch) == pytest.approx(1)
    far, near = torch.zeros_like(everywhere), torch.zeros_like(everywhere)
    far[:, :, 40:], near[:, :, 17:26] = 1, 1
    assert parts_distance(batch.frame + far, batch) == 0
    assert parts_distance(batch.frame + near, batch) > 0.7


def test_perceptual_distance_is_zero_for_equal_pictures_and_grows_with_blur() -> None:
    trunk = load_trunk()
    assert trunk.name == "EfficientNet-lite0"
    sharp = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    blurred = torch.nn.functional.avg_pool2d(sharp, 3, 1, 1)
    assert perceptual_distance(trunk, sharp, sharp, (1.0, 0.5)) == 0
    assert perceptual_distance(trunk, blurred, sharp, (1.0, 0.5)) > 0.1


def test_parts_of_gray_meshes_are_refused() -> None:
    settings = SMALL.model_dump() | {"loss": {"scales": [1.0], "parts": 1.0}, "mesh_style": "gray"}
    with pytest.raises(ValidationError, match="gray meshes mark no eyes and lips"):
        RendererSettings.model_validate(settings)
