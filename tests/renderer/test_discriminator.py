"""The adversary: it learns, the renderer hears it, and neither moves the other's weights."""

import pytest
import torch
from pydantic import ValidationError
from small_renderer import OPPOSED, pairs
from torch import Tensor

from elp.config.renderer import DiscriminatorSettings, RendererLossSettings, RendererSettings
from elp.renderer.discriminator import AdversarialLoss, AdversarialPair
from elp.renderer.generator import Renderer
from elp.renderer.losses import RendererLoss
from elp.renderer.trunks import load_trunk

OWN, OTHERS = ("adversary",), ("perceptual", "adversarial", "feature_matching")


@pytest.fixture
def contest() -> AdversarialPair:
    torch.manual_seed(0)
    return AdversarialPair(Renderer(OPPOSED))


@pytest.fixture(scope="module")
def loss() -> AdversarialLoss:
    return AdversarialLoss(RendererLoss(load_trunk()), OPPOSED.loss)


def gradients(
    contest: AdversarialPair, terms: dict[str, Tensor], names: tuple[str, ...]
) -> dict[str, float]:
    """Sum of the absolute gradients of renderer and adversary by some of the terms."""
    contest.zero_grad()
    torch.stack([terms[name] for name in names]).sum().backward(retain_graph=True)
    return {
        part: sum(p.grad.abs().sum().item() for p in module.parameters() if p.grad is not None)
        for part, module in contest.named_children()
    }


def test_no_term_moves_the_weights_of_both(contest: AdversarialPair, loss: AdversarialLoss) -> None:
    terms = loss(contest, pairs())
    assert set(terms) >= {*OWN, *OTHERS, "equivariance", "equivariance_jacobian"}
    of_adversary, of_renderer = (gradients(contest, terms, names) for names in (OWN, OTHERS))
    assert of_adversary["renderer"] == of_renderer["adversary"] == 0
    assert of_adversary["adversary"] > 0
    assert of_renderer["renderer"] > 0


def test_every_weight_of_the_adversary_is_learned(
    contest: AdversarialPair, loss: AdversarialLoss
) -> None:
    loss(contest, pairs())["adversary"].backward()
    for name, parameter in contest.adversary.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        if not name.endswith("bias"):  # normalisation takes away what a bias before it adds
            assert parameter.grad.abs().sum() > 0, name


def test_the_adversary_learns_to_tell_and_the_renderer_to_pass(
    contest: AdversarialPair, loss: AdversarialLoss
) -> None:
    for part, name in ((contest.adversary, "adversary"), (contest.renderer, "adversarial")):
        optimiser = torch.optim.Adam(part.parameters(), lr=2e-3)
        values = []
        for _ in range(25):
            term = loss(contest, pairs())[name]
            optimiser.zero_grad()
            term.backward()
            optimiser.step()
            values.append(term.item())
        assert sum(values[-3:]) < 0.7 * sum(values[:3]), name


def test_it_knows_another_mesh(contest: AdversarialPair) -> None:
    batch = pairs()
    with torch.no_grad():
        right = contest.adversary(batch.frame, batch.mesh)[-1]
        wrong = contest.adversary(batch.frame, batch.portrait_mesh)[-1]
    assert not torch.allclose(right, wrong)


def test_pictures_too_small_for_it_are_refused() -> None:
    with pytest.raises(ValidationError, match="64 pixels cannot be halved 5 times"):
        RendererSettings(
            **OPPOSED.model_dump(exclude={"loss", "discriminator"}),
            loss=RendererLossSettings(scales=(1.0,), adversarial=1.0),
            discriminator=DiscriminatorSettings(blocks=5),
        )
