"""The transformed space 𝕌: base codes moved into the block of their emotion, and their vectors.

B batch, T frames, H heads, V categories, N emotions, K = N·V codewords of 𝕌 (V of the base space),
C channels. Codewords count from 0 here, from 1 in the paper.

The paper multiplies the one-hot base code with the emotion, ẑ_{t,h,(n−1)V+k} = e_n z_{t,h,k}, and
the decoders' first layer, a 1×1 convolution over K channels, reads ẑ. This product selects rows of
the convolution's table, so the dense map of B × K × T × H is never built: see `look_up`.
"""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class DrawnCodes:
    """Base codes that were drawn, with the emotion that maps each to its codeword.

    Parameters
    ----------
    base : tensor, shape (B, T, H)
        Category of each head, 0 to V−1.
    weights : tensor, shape (B, N)
        The emotion e: one-hot, or a mixture. In the base space N is 1 and e is 1.
    soft : tensor, shape (B, T, H, V), or None
        The relaxed draw, through which the gradient passes straight to the logits; None where no
        gradient is needed.
    categories : int
        V.
    """

    base: Int[Tensor, "B T H"]
    weights: Float[Tensor, "B N"]
    soft: Float[Tensor, "B T H V"] | None
    categories: int

    @property
    def codes(self) -> Int[Tensor, "B T H"]:
        """Codewords v' of 𝕌: arg max of ẑ, hence in the block of the strongest emotion."""
        block = self.weights.argmax(dim=1)
        return self.base + self.categories * block[:, None, None]


def look_up(table: Float[Tensor, "K C"], drawn: DrawnCodes) -> Float[Tensor, "B T H C"]:
    """Σ_k ẑ_k table_k without building ẑ, with the straight-through gradient.

    Each window has one emotion, so it reads a table of its own, Σ_n e_n table_{nV…nV+V}; this
    holds for mixtures too. The gradient of ẑ is needed in V columns only, not in K.

    Parameters
    ----------
    table : tensor, shape (K, C)
        Row k is the vector of codeword k.
    drawn : DrawnCodes
        Codes and emotion.
    """
    blocks = table.unflatten(0, (-1, drawn.categories))  # N V C
    # Products and sums rather than a matrix product, which autocast would round to bfloat16.
    tables = (drawn.weights[:, :, None, None] * blocks).sum(dim=1)  # B V C
    if drawn.soft is not None:
        vectors: Tensor = _StraightThrough.apply(tables, drawn.base, drawn.soft)  # type: ignore[no-untyped-call]
        return vectors
    return F.embedding(_rows(tables, drawn.base), tables.flatten(0, 1))


class _StraightThrough(torch.autograd.Function):
    """Rows of a table; backwards, the gradient of the product of one-hot codes and table."""

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
    """Row of each base code in the windows' tables, stacked one after the other."""
    first = tables.shape[1] * torch.arange(len(tables), device=base.device)
    return base + first[:, None, None]
