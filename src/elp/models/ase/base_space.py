"""The base space ∇: one category for each head and frame, drawn by Gumbel-softmax (Eq. 2).

B batch, T frames, H heads, V categories.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F

from elp.models.ase.gumbel_noise import negative_gumbel_noise


def draw(
    logits: Float[Tensor, "B T H V"],
    temperature: float,
    *,
    sample: bool = True,
    noise: Float[Tensor, "B T H V"] | None = None,
) -> tuple[Int[Tensor, "B T H"], Float[Tensor, "B T H V"] | None]:
    """Draw one category for each head; with gradients on, also return the relaxed draw.

    Parameters
    ----------
    logits : tensor, shape (B, T, H, V)
        Unnormalised log-probabilities.
    temperature : float
        τ of the relaxed draw; the hard draw is exact at any τ (Gumbel-max).
    sample : bool
        Draw with noise; otherwise take the likeliest category.
    noise : tensor, shape (B, T, H, V), or None
        Gumbel noise to draw with (`elp.models.ase.gumbel_noise`); None: fresh noise.

    References
    ----------
    Jang et al., "Categorical Reparameterization with Gumbel-Softmax", ICLR 2017.
    """
    if sample:
        if noise is None:
            logits = logits - negative_gumbel_noise(tuple(logits.shape), None, logits.device)
        else:
            logits = logits + noise
    if not (torch.is_grad_enabled() and logits.requires_grad):
        return logits.argmax(dim=-1), None
    return logits.detach().argmax(dim=-1), F.softmax(logits / temperature, dim=-1)
