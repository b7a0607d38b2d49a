"""Nucleus sampling: draws from the likeliest codes that together reach a probability.

B batch, K codes.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def nucleus_probabilities(
    logits: Float[Tensor, "B K"], share: float, temperature: float
) -> Float[Tensor, "B K"]:
    """Probabilities of the nucleus, renormalised; 0 outside.

    Parameters
    ----------
    logits : tensor, shape (B, K)
        Unnormalised log-probabilities.
    share : float
        p: the nucleus is the smallest set of likeliest codes whose total probability reaches p.
    temperature : float
        Divisor of the logits.

    References
    ----------
    Holtzman et al., "The Curious Case of Neural Text Degeneration", ICLR 2020, Sec. 3.1.
    """
    probabilities = (logits.double() / temperature).softmax(dim=-1)
    ordered, order = probabilities.sort(dim=-1, descending=True, stable=True)
    before = ordered.cumsum(dim=-1) - ordered
    kept = torch.where(before < share, ordered, 0.0)
    nucleus = torch.zeros_like(kept).scatter(-1, order, kept / kept.sum(dim=-1, keepdim=True))
    return nucleus.to(logits.dtype)


def draw(probabilities: Float[Tensor, "B K"], uniform: Float[Tensor, "B"]) -> Int[Tensor, "B"]:
    """A code for each row, by inversion: the first with a cumulated probability above `uniform`."""
    cumulated = probabilities.double().cumsum(dim=-1)
    target = uniform.double()[:, None] * cumulated[:, -1:]
    return (cumulated <= target).sum(dim=-1).clamp(max=probabilities.shape[-1] - 1)
