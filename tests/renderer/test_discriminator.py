"""The adversary: both networks learn, and neither loss updates the other's weights."""

import pytest
import torch
from pydantic import ValidationError
from small_renderer import ADVERSARIAL, pairs
from torch import Tensor

from elp.config.renderer import DiscriminatorSettings, RendererLossSettings, RendererSettings
from elp.renderer.discriminator import AdversarialLoss, AdversarialPair
from elp.renderer.generator import Renderer
from elp.renderer.losses import RendererLoss
from elp.renderer.trunks import load_trunk

OWN, OTHERS = ("adversary",), ("perceptual", "adversarial", "feature_matching")


@pytest.fixture
def pair() -> AdversarialPair:
    torch.manual_seed(0)
    return AdversarialPair(Renderer(ADVERSARIAL))


@pytest.fixture(scope="module")
def loss() -> AdversarialLoss:
    return AdversarialLoss(RendererLoss(load_trunk()), ADVERSARIAL.loss)


def gradients(
    pair: AdversarialPair, terms: dict[str, Tensor], names: tuple[str, ...]
) -> dict[str, float]:
    """Sum of the absolute gradients of renderer and adversary for some of the terms."""
    pair.zero_grad()
    torch.stack([terms[name] for name in names]).sum().backward(retain_graph=True)
    return {
        part: sum(p.grad.abs().sum().item() for p in module.parameters() if p.grad is not None)
        for part, module in pair.named_children()
    }


def test_no_term_updates_both_networks(pair: AdversarialPair, loss: AdversarialLoss) -> None:
    terms = loss(pair, pairs())
    assert set(terms) >= {*OWN, *OTHERS, "equivariance", "equivariance_jacobian"}
    of_adversary, of_renderer = (gradients(pair, terms, names) for names in (OWN, OTHERS))
    assert of_adversary["renderer"] == of_renderer["adversary"] == 0
    assert of_adversary["adversary"] > 0
    assert of_renderer["renderer"] > 0


def test_every_weight_of_the_adversary_gets_a_gradient(
    pair: AdversarialPair, loss: AdversarialLoss
) -> None:
    loss(pair, pairs())["adversary"].backward()
    for name, parameter in pair.adversary.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        if not name.endswith("bias"):  # normalisation cancels the bias before it
            assert parameter.grad.abs().sum() > 0, name


def test_the_adversary_and_the_renderer_lower_their_losses(
    pair: AdversarialPair, loss: AdversarialLoss
) -> None:
    for part, name in ((pair.adversary, "adversary"), (pair.renderer, "adversarial")):
        optimiser = torch.optim.Adam(part.parameters(), lr=2e-3)
        values = []
        for _ in range(25):
            term = loss(pair, pairs())[name]
            optimiser.zero_grad()
            term.backward()
            optimiser.step()
            values.append(term.item())
        assert sum(values[-3:]) < 0.7 * sum(values[:3]), name


def test_scores_depend_on_the_mesh(pair: AdversarialPair) -> None:
    batch = pairs()
    with torch.no_grad():
        right = pair.adversary(batch.frame, batch.mesh)[-1]
        wrong = pair.adversary(batch.frame, batch.portrait_mesh)[-1]
    assert not torch.allclose(right, wrong)


def test_too_small_pictures_are_refused() -> None:
    with pytest.raises(ValidationError, match="64 pixels cannot be halved 5 times"):
        RendererSettings(
            **ADVERSARIAL.model_dump(exclude={"loss", "discriminator"}),
            loss=RendererLossSettings(scales=(1.0,), adversarial=1.0),
            discriminator=DiscriminatorSettings(blocks=5),
        )
