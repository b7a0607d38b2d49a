"""Gumbel noise to draw codes with, independent for each frame or correlated over time.

B batch, T frames, H heads, V categories.

Correlated noise: each category of each head has a stationary Gaussian process
x_t = ρ x_{t−1} + √(1−ρ²) ε_t. Its distribution function turns it into uniform and then into Gumbel
numbers, −log(−log Φ(x_t)), so the code of each frame is still an exact categorical draw; but a head
tends to keep its category for as long as its memory, −1/log ρ frames. ρ = 0 is independent noise,
ρ = 1 constant noise.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from elp.config.ase import AseSettings
from elp.training.draws import draw as draw_rows


def gumbel_noise(
    shape: tuple[int, ...],
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    """Independent Gumbel noise, −log(−log u); uniform numbers cost half of exponential ones."""
    return negative_gumbel_noise(shape, generator, device).neg_()


def negative_gumbel_noise(
    shape: tuple[int, ...], generator: torch.Generator | None, device: torch.device | str | None
) -> Tensor:
    """Independent Gumbel noise with its sign reversed, to be subtracted: this saves a pass."""
    smallest = torch.finfo(torch.float32).tiny  # log 0 would be −∞

    def fill(empty: Tensor, shared: torch.Generator | None) -> Tensor:
        return empty.uniform_(smallest, 1.0, generator=shared or generator)

    uniform = draw_rows(shape, fill, device=device)
    return uniform.log_().neg_().log_()


def correlations(settings: AseSettings) -> Float[Tensor, "H"]:
    """ρ of each head: memories from shortest to longest, evenly by ratio, then constant heads."""
    if settings.noise == "independent":
        return torch.zeros(settings.heads)
    constant = round(settings.noise_constant * settings.heads)
    memories = torch.logspace(
        math.log10(settings.noise_shortest),
        math.log10(settings.noise_longest),
        settings.heads - constant,
        dtype=torch.float64,
    )
    return torch.cat([(-1 / memories).exp(), torch.ones(constant, dtype=torch.float64)]).float()


def correlated(
    fresh: Float[Tensor, "B T H V"],
    correlation: Float[Tensor, "H"],
    before: Float[Tensor, "B H V"] | None = None,
) -> Float[Tensor, "B T H V"]:
    """Standard normal numbers correlated over time, from independent ones.

    Parameters
    ----------
    fresh : tensor, shape (B, T, H, V)
        Independent standard normal numbers.
    correlation : tensor, shape (H,)
        ρ of each head.
    before : tensor, shape (B, H, V), or None
        The frame before the first, to continue from; None starts anew.
    """
    kept = correlation[:, None]
    added = (1 - kept.square()).clamp(min=0).sqrt()
    frames = []
    state = before
    for now in fresh.unbind(dim=1):
        state = now if state is None else kept * state + added * now
        frames.append(state)
    return torch.stack(frames, dim=1)


def to_gumbel(normal: Tensor) -> Tensor:
    """Gumbel numbers from standard normal ones, exact in both tails."""
    return -torch.log(-torch.special.log_ndtr(normal))


class NoiseStream:
    """Correlated Gumbel noise of one listener, of any length; successive draws join seamlessly.

    Parameters
    ----------
    settings : AseSettings
        Heads, categories, and their memory.
    generator : Generator
        Draws the noise on the CPU, so that all devices get the same.
    """

    def __init__(self, settings: AseSettings, generator: torch.Generator) -> None:
        self._settings, self._generator = settings, generator
        self._correlation = correlations(settings)
        self._before: Tensor | None = None

    def draw(self, frames: int) -> Float[Tensor, "T H V"]:
        """Noise of the next frames."""
        shape = (self._settings.heads, self._settings.categories)
        # Frame by frame: torch's numbers depend on how many are drawn at a time.
        fresh = torch.stack(
            [torch.empty(shape).normal_(generator=self._generator) for _ in range(frames)]
        )[None]
        normal = correlated(fresh, self._correlation, self._before)
        self._before = normal[:, -1]
        return to_gumbel(normal[0])
