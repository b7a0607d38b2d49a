"""Smoothing of motion over time, as Learning2Listen smooths its data.

B windows, T frames, M components of motion.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

RADIUS, SIGMA = 2, 20.0  # of a diameter of 5; σ of distance and of difference


def smooth(motion: Float[Tensor, "B T M"]) -> Float[Tensor, "B T M"]:
    """Each component, filtered bilaterally over the frames of its window.

    The released code gives each component to a filter for pictures, as a picture that is one pixel
    wide, which the filter widens by repeating it. So its disc of diameter 5 holds 5 copies of the
    frame itself, 3 of its neighbours and 1 of theirs. Beyond its ends the window is mirrored.

    References
    ----------
    Tomasi and Manduchi, "Bilateral Filtering for Gray and Color Images", ICCV 1998, Sec. 2.
    """
    frames = motion.shape[1]
    total, weights = torch.zeros_like(motion), torch.zeros_like(motion)
    for step in range(-RADIUS, RADIUS + 1):
        rows = (torch.arange(frames, device=motion.device) + step).abs()
        rows = torch.where(rows < frames, rows, 2 * (frames - 1) - rows)
        shifted = motion[:, rows]
        weight = _disc(step) * torch.exp(-(shifted - motion).square() / (2 * SIGMA**2))
        total, weights = total + weight * shifted, weights + weight
    return total / weights


def _disc(step: int) -> float:
    """Weight of all pixels of the disc in the row `step` rows from its centre."""
    inside = [
        step**2 + column**2
        for column in range(-RADIUS, RADIUS + 1)
        if step**2 + column**2 <= RADIUS**2
    ]
    return sum(math.exp(-distance / (2 * SIGMA**2)) for distance in inside)
