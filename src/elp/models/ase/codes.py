"""Codes: drawing them, the transformed space, and what a decoder reads of them.

B batch, T frames, H heads, V categories, N emotions, K = N·V codewords of the transformed space
𝕌 (V of the base space), C channels. Codewords count from 0 here, from 1 in the paper.

The paper multiplies the one-hot base code with the emotion, ẑ_{t,h,(n−1)V+k} = e_n z_{t,h,k}, and
the decoders' first layer, a 1×1 convolution over K channels, reads ẑ. Such a product is a lookup
in the convolution's table, so the map of B × K × T × H is never made: see `look_up`.
"""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F

from elp.training.draws import draw as draw_rows


@dataclass(frozen=True)
class DrawnCodes:
    """Base codes that were drawn, with the emotion that moves them to their codeword.

    Parameters
    ----------
    base : tensor, shape (B, T, H)
        Category of each head, 0 to V−1.
    weights : tensor, shape (B, N)
        The emotion e: one-hot, or a mixture. In the base space N is 1 and e is 1.
    soft : tensor, shape (B, T, H, V), or None
        The relaxed draw, through which the gradient passes straight to the logits; None where no
        gradient is wanted.
    categories : int
        V.
    """

    base: Int[Tensor, "B T H"]
    weights: Float[Tensor, "B N"]
    soft: Float[Tensor, "B T H V"] | None
    categories: int

    @property
    def codes(self) -> Int[Tensor, "B T H"]:
        """Codewords v' of 𝕌: arg max of ẑ, thus in the block of the strongest emotion."""
        block = self.weights.argmax(dim=1)
        return self.base + self.categories * block[:, None, None]


def gumbel_noise(
    shape: tuple[int, ...],
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    """Gumbel noise −log(−log u): uniform numbers cost half as much as exponential ones."""
    return _negative_gumbel(shape, generator, device).neg_()


def _negative_gumbel(
    shape: tuple[int, ...], generator: torch.Generator | None, device: torch.device | str | None
) -> Tensor:
    smallest = torch.finfo(torch.float32).tiny  # log 0 would be −∞

    def fill(empty: Tensor, shared: torch.Generator | None) -> Tensor:
        return empty.uniform_(smallest, 1.0, generator=shared or generator)

    uniform = draw_rows(shape, fill, device=device)
    return uniform.log_().neg_().log_()


def draw(
    logits: Float[Tensor, "B T H V"],
    temperature: float,
    *,
    sample: bool = True,
    noise: Float[Tensor, "B T H V"] | None = None,
) -> tuple[Int[Tensor, "B T H"], Float[Tensor, "B T H V"] | None]:
    """Draw one category a head by Gumbel-softmax; also the relaxed draw if gradients are on.

    Parameters
    ----------
    logits : tensor, shape (B, T, H, V)
        Unnormalised log-probabilities.
    temperature : float
        τ of the relaxed draw; the hard draw is exact at any τ (Gumbel-max).
    sample : bool
        Draw with noise; else take the likeliest category.
    noise : tensor, shape (B, T, H, V), or None
        Gumbel noise to use, as from `gumbel_noise`; None draws it.

    References
    ----------
    Jang et al., "Categorical Reparameterization with Gumbel-Softmax", ICLR 2017.
    """
    if sample:
        if noise is None:
            logits = logits - _negative_gumbel(tuple(logits.shape), None, logits.device)
        else:
            logits = logits + noise
    if not (torch.is_grad_enabled() and logits.requires_grad):
        return logits.argmax(dim=-1), None
    return logits.detach().argmax(dim=-1), F.softmax(logits / temperature, dim=-1)


class _StraightThrough(torch.autograd.Function):
    """Rows of a table; backwards, what the product of the one-hot code and the table would give."""

    @staticmethod
    def forward(ctx: Any, tables: Tensor, base: Tensor, soft: Tensor) -> Tensor:
        rows = _rows(tables, base)
        ctx.save_for_backward(tables, rows)
        return F.embedding(rows, tables.flatten(0, 1))

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, None, Tensor | None]:
        tables, rows = ctx.saved_tensors
        to_tables = to_soft = None
        if ctx.needs_input_grad[0]:
            to_tables = torch.ops.aten.embedding_dense_backward(
                gradient, rows, tables.shape[0] * tables.shape[1], -1, False
            ).view_as(tables)
        if ctx.needs_input_grad[2]:
            flat = gradient.flatten(1, 2)  # B T·H C
            to_soft = torch.bmm(flat, tables.mT).view(*rows.shape, tables.shape[1])
        return to_tables, None, to_soft


def _rows(tables: Tensor, base: Tensor) -> Tensor:
    """Row of each base code in the windows' tables, laid one after the other."""
    first = tables.shape[1] * torch.arange(len(tables), device=base.device)
    return base + first[:, None, None]


def look_up(table: Float[Tensor, "K C"], quantised: DrawnCodes) -> Float[Tensor, "B T H C"]:
    """Σ_k ẑ_k table_k without making ẑ, with the straight-through gradient.

    Each window has one emotion, so it reads a table of its own, Σ_n e_n table_{nV…nV+V}. That
    holds for mixtures too. The gradient of ẑ is needed in V columns only, not in K.

    Parameters
    ----------
    table : tensor, shape (K, C)
        Row k is what codeword k stands for.
    quantised : DrawnCodes
        Codes and emotion.
    """
    blocks = table.unflatten(0, (-1, quantised.categories))  # N V C
    # Products and sums rather than a matrix product, which autocast would round to bfloat16.
    tables = (quantised.weights[:, :, None, None] * blocks).sum(dim=1)  # B V C
    if quantised.soft is not None:
        found: Tensor = _StraightThrough.apply(tables, quantised.base, quantised.soft)  # type: ignore[no-untyped-call]
        return found
    return F.embedding(_rows(tables, quantised.base), tables.flatten(0, 1))
