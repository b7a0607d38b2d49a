"""Gumbel noise: its distribution; correlated, exact draws in each frame, seamless in time."""

import math

import numpy as np
import pytest
import torch
from scipy import stats
from small_ase import small_settings

from elp.models.ase.gumbel_noise import (
    NoiseStream,
    correlated,
    correlations,
    gumbel_noise,
    to_gumbel,
)


def test_gumbel_noise_has_its_moments() -> None:
    noise = gumbel_noise((200_000,), torch.Generator().manual_seed(0))
    assert noise.isfinite().all()
    assert noise.mean().item() == pytest.approx(0.5772, abs=0.012)  # Euler-Mascheroni
    assert noise.var().item() == pytest.approx(math.pi**2 / 6, rel=0.03)


def test_memories_range_from_shortest_to_longest_then_heads_are_constant() -> None:
    memories = {"noise_shortest": 2, "noise_longest": 60, "noise_constant": 0.25}
    rho = correlations(small_settings(heads=8, noise="correlated", **memories))
    assert rho[0].item() == pytest.approx(math.exp(-1 / 2), rel=1e-6)
    assert rho[5].item() == pytest.approx(math.exp(-1 / 60), rel=1e-6)
    assert rho[6:].tolist() == [1, 1]
    assert (rho.diff() >= 0).all()
    assert correlations(small_settings(heads=8)).tolist() == [0] * 8


def test_each_frame_is_standard_normal_and_correlates_with_the_past_by_rho() -> None:
    fresh = torch.randn(4000, 12, 3, 1, generator=torch.Generator().manual_seed(0))
    rho = torch.tensor([0.0, 0.8, 1.0])
    noise = correlated(fresh, rho)
    for frame in (0, 5, 11):
        for head in range(3):
            assert stats.kstest(noise[:, frame, head, 0].numpy(), "norm").pvalue > 1e-3
    for lag in (1, 4):
        for head in range(3):
            frames = noise[:, 5, head, 0], noise[:, 5 + lag, head, 0]
            measured = np.corrcoef(*frames)[0, 1]
            assert measured == pytest.approx(float(rho[head]) ** lag, abs=0.05)


def test_to_gumbel_is_gumbel_distributed_and_finite_in_the_tails() -> None:
    normal = torch.randn(20_000, generator=torch.Generator().manual_seed(1))
    assert stats.kstest(to_gumbel(normal).numpy(), "gumbel_r").pvalue > 1e-3
    extremes = torch.tensor([-12.0, -6.0, 6.0, 9.0])
    expected = stats.gumbel_r.isf(stats.norm.sf(extremes.double().numpy()))
    np.testing.assert_allclose(to_gumbel(extremes).numpy()[1:], expected[1:], rtol=1e-4)
    assert to_gumbel(extremes).isfinite().all()


def test_a_draw_with_correlated_noise_is_an_exact_categorical_draw() -> None:
    """Gumbel-max: the frequency of each category is its softmax probability."""
    logits = torch.tensor([0.5, -1.0, 1.5])
    fresh = torch.randn(6000, 3, 1, 3, generator=torch.Generator().manual_seed(2))
    drawn = (logits + to_gumbel(correlated(fresh, torch.tensor([0.9])))).argmax(dim=-1)
    expected = logits.softmax(dim=0).numpy()
    for frame in range(3):
        shares = np.bincount(drawn[:, frame, 0], minlength=3) / 6000
        np.testing.assert_allclose(shares, expected, atol=4 * math.sqrt(0.25 / 6000))
    stays = (drawn[:, 0, 0] == drawn[:, 1, 0]).float().mean()
    assert stays > (expected**2).sum() + 0.1


def test_noise_drawn_in_parts_equals_noise_drawn_at_once() -> None:
    """The state carries over, so that noise of any length has no seams."""
    settings = small_settings(noise="correlated", noise_constant=0.25)
    whole = NoiseStream(settings, torch.Generator().manual_seed(3)).draw(30)
    stream = NoiseStream(settings, torch.Generator().manual_seed(3))
    parts = torch.cat([stream.draw(n) for n in (7, 1, 22)])
    torch.testing.assert_close(parts, whole, atol=0, rtol=0)
    constant = correlations(settings) == 1
    assert constant.any()
    assert (whole[:, constant] == whole[:1, constant]).all()
