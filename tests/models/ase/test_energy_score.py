"""The energy score as a loss: its formula, and that the true distribution scores best."""

import math

import pytest
import torch
from torch import Tensor

from elp.models.ase.energy_score import energy_score, motion_energy


def draw(count: int, spread: float, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return spread * torch.randn(count, 20, 4, generator=generator)


def test_it_is_the_formula() -> None:
    first, second, target = (draw(3, 1.0, seed) for seed in range(3))
    score = energy_score(first, second, target)
    for i in range(3):
        error = math.dist(first[i].flatten().tolist(), target[i].flatten().tolist())
        other = math.dist(second[i].flatten().tolist(), target[i].flatten().tolist())
        spread = math.dist(first[i].flatten().tolist(), second[i].flatten().tolist())
        expected = (error / 2 + other / 2 - spread / 2) / math.sqrt(80)
        assert score[i].item() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("spread", [0.0, 0.5, 0.8, 1.25, 2.0])
def test_the_true_spread_scores_best(spread: float) -> None:
    """Neither the still mean nor too much noise scores better."""
    target = draw(2000, 1.0, 0)
    true = motion_energy(draw(2000, 1.0, 1), draw(2000, 1.0, 2), target).mean()
    other = motion_energy(draw(2000, spread, 1), draw(2000, spread, 2), target).mean()
    assert true < other


def test_a_wrong_course_with_the_right_level_scores_worse() -> None:
    """Samples that are right in each frame, but flicker where the truth is constant."""
    level = torch.randn(2000, 1, 4, generator=torch.Generator().manual_seed(5))
    target = level.expand(-1, 20, -1)
    constant = [torch.randn(2000, 1, 4).expand(-1, 20, -1) for _ in range(2)]
    flicker = [torch.randn(2000, 20, 4) for _ in range(2)]
    assert motion_energy(*constant, target).mean() < motion_energy(*flicker, target).mean()


def test_one_component_cannot_compensate_for_another() -> None:
    """The same spread in sum, but on the wrong components."""
    scale = torch.tensor([1.0, 0.0, 1.0, 0.0])
    target = draw(2000, 1.0, 0) * scale
    right = [draw(2000, 1.0, seed) * scale for seed in (1, 2)]
    wrong = [draw(2000, 1.0, seed) * (1 - scale) for seed in (1, 2)]
    assert motion_energy(*right, target).mean() < motion_energy(*wrong, target).mean()


def test_windows_shorter_than_a_piece_are_scored_too() -> None:
    series = [draw(3, 1.0, seed)[:, :7] for seed in range(3)]
    assert motion_energy(*series).isfinite().all()


def test_the_gradient_is_that_of_differences() -> None:
    series = [draw(2, 1.0, seed).double().requires_grad_() for seed in range(3)]
    first, second, target = series
    value = motion_energy(first, second, target.detach()).sum()
    (gradient,) = torch.autograd.grad(value, first)
    step = torch.zeros_like(first)
    step[0, 3, 1] = 1e-2
    with torch.no_grad():
        up = motion_energy(first + step, second, target).sum()
        down = motion_energy(first - step, second, target).sum()
    assert gradient[0, 3, 1].item() == pytest.approx(float(up - down) / 2e-2, rel=1e-2, abs=1e-3)
