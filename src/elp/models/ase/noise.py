"""Gumbel noise that lives in time: each frame's code is still an exact categorical draw.

B batch, T frames, H heads, V categories. Every category of every head has a stationary Gaussian
process x_t = ρ x_{t−1} + √(1−ρ²) ε_t, whose distribution function makes uniform and then Gumbel
numbers of it: −log(−log Φ(x_t)). So frames by themselves are drawn as ever, but a head that drew a
category tends to keep it for its memory, −1/log ρ frames. With ρ = 0 the noise is independent, with
ρ = 1 constant.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from elp.config.ase import AseSettings


def correlations(settings: AseSettings) -> Float[Tensor, "H"]:
    """ρ of each head: from the shortest memory to the longest, evenly by ratio; then constants."""
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
    """Standard normal numbers with a memory, from independent ones.

    Parameters
    ----------
    fresh : tensor, shape (B, T, H, V)
        Independent standard normal numbers.
    correlation : tensor, shape (H,)
        ρ of each head.
    before : tensor, shape (B, H, V), or None
        The frame before the first, to run on from; None starts anew.
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
    """Gumbel noise of one listener, as long as he is asked for; what is drawn at a time is joined.

    Parameters
    ----------
    settings : AseSettings
        Heads, categories, and their memory.
    generator : Generator
        Draws the noise on the CPU, so that devices agree.
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
