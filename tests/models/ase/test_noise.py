"""Noise with a memory: exact draws in each frame, correlated over time, running on."""

import math

import numpy as np
import pytest
import torch
from scipy import stats
from small_ase import small_settings

from elp.models.ase.noise import NoiseStream, correlated, correlations, to_gumbel


def test_memories_reach_from_the_shortest_to_the_longest_and_the_rest_is_constant() -> None:
    memories = {"noise_shortest": 2, "noise_longest": 60, "noise_constant": 0.25}
    found = correlations(small_settings(heads=8, noise="correlated", **memories))
    assert found[0].item() == pytest.approx(math.exp(-1 / 2), rel=1e-6)
    assert found[5].item() == pytest.approx(math.exp(-1 / 60), rel=1e-6)
    assert found[6:].tolist() == [1, 1]
    assert (found.diff() >= 0).all()
    assert correlations(small_settings(heads=8)).tolist() == [0] * 8


def test_each_frame_is_standard_normal_and_remembers_as_long_as_it_should() -> None:
    fresh = torch.randn(4000, 12, 3, 1, generator=torch.Generator().manual_seed(0))
    rho = torch.tensor([0.0, 0.8, 1.0])
    found = correlated(fresh, rho)
    for frame in (0, 5, 11):
        for head in range(3):
            assert stats.kstest(found[:, frame, head, 0].numpy(), "norm").pvalue > 1e-3
    for lag in (1, 4):
        for head in range(3):
            one, other = found[:, 5, head, 0], found[:, 5 + lag, head, 0]
            measured = np.corrcoef(one, other)[0, 1]
            assert measured == pytest.approx(float(rho[head]) ** lag, abs=0.05)


def test_to_gumbel_has_the_gumbel_distribution_and_stands_the_tails() -> None:
    normal = torch.randn(20_000, generator=torch.Generator().manual_seed(1))
    assert stats.kstest(to_gumbel(normal).numpy(), "gumbel_r").pvalue > 1e-3
    extremes = torch.tensor([-12.0, -6.0, 6.0, 9.0])
    expected = stats.gumbel_r.isf(stats.norm.sf(extremes.double().numpy()))
    np.testing.assert_allclose(to_gumbel(extremes).numpy()[1:], expected[1:], rtol=1e-4)
    assert to_gumbel(extremes).isfinite().all()


def test_a_draw_with_memory_is_still_an_exact_categorical_draw() -> None:
    """Gumbel-max with correlated noise: shares of each category as the softmax has them."""
    logits = torch.tensor([0.5, -1.0, 1.5])
    fresh = torch.randn(6000, 3, 1, 3, generator=torch.Generator().manual_seed(2))
    drawn = (logits + to_gumbel(correlated(fresh, torch.tensor([0.9])))).argmax(dim=-1)
    expected = logits.softmax(dim=0).numpy()
    for frame in range(3):
        shares = np.bincount(drawn[:, frame, 0], minlength=3) / 6000
        np.testing.assert_allclose(shares, expected, atol=4 * math.sqrt(0.25 / 6000))
    stays = (drawn[:, 0, 0] == drawn[:, 1, 0]).float().mean()
    assert stays > (expected**2).sum() + 0.1


def test_what_is_drawn_in_parts_is_what_is_drawn_at_once() -> None:
    """The state runs on across windows, so that any length streams without seams."""
    settings = small_settings(noise="correlated", noise_constant=0.25)
    whole = NoiseStream(settings, torch.Generator().manual_seed(3)).draw(30)
    stream = NoiseStream(settings, torch.Generator().manual_seed(3))
    parts = torch.cat([stream.draw(n) for n in (7, 1, 22)])
    torch.testing.assert_close(parts, whole, atol=0, rtol=0)
    constant = correlations(settings) == 1
    assert constant.any()
    assert (whole[:, constant] == whole[:1, constant]).all()
