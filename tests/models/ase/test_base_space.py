import math

import pytest
import torch

from elp.models.ase.base_space import draw
from elp.models.ase.gumbel_noise import gumbel_noise

B, T, H, V = 4, 6, 5, 3


@pytest.mark.parametrize("temperature", [0.3, 1.0, 5.0])
def test_draws_follow_the_distribution(temperature: float) -> None:
    torch.manual_seed(0)
    probabilities = torch.tensor([0.5, 0.2, 0.2, 0.1])
    draws = 40_000
    base, _ = draw(probabilities.log().expand(1, draws, 1, 4), temperature)
    frequencies = base.flatten().bincount(minlength=4) / draws
    torch.testing.assert_close(frequencies, probabilities, atol=4 * math.sqrt(0.25 / draws), rtol=0)


def test_given_noise_decides_the_draw() -> None:
    logits = torch.randn(B, T, H, V)
    noise = gumbel_noise((B, T, H, V), torch.Generator().manual_seed(5))
    again = gumbel_noise((B, T, H, V), torch.Generator().manual_seed(5))
    assert torch.equal(draw(logits, 1.0, noise=noise)[0], (logits + again).argmax(dim=-1))


def test_without_noise_the_likeliest_category_is_drawn() -> None:
    logits = torch.randn(B, T, H, V)
    base, soft = draw(logits, 1.0, sample=False)
    assert torch.equal(base, logits.argmax(dim=-1))
    assert soft is None
