"""Random draws of a network in training: the same for each window, for any number of ranks.

Several ranks learn from parts of a batch (`elp.training.distributed`). Each draws for the whole
batch, from a generator in the same state, and keeps the rows of its own windows; a single process
draws as usual, from torch's generator.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class RankPart:
    """The rows of a batch that this rank learns from, and the generator that all ranks share."""

    rows: slice
    batch: int
    generator: torch.Generator


_part: ContextVar[RankPart | None] = ContextVar("part", default=None)


@contextmanager
def drawing_for(part: RankPart | None) -> Iterator[None]:
    """Context in which `draw` returns the rows of a part; None: of the whole batch."""
    token = _part.set(part)
    try:
        yield
    finally:
        _part.reset(token)


def draw(
    shape: tuple[int, ...],
    fill: Callable[[Tensor, torch.Generator | None], Tensor],
    *,
    device: torch.device | str | None = None,
    dtype: torch.dtype | None = None,
) -> Tensor:
    """Random numbers for some windows.

    Parameters
    ----------
    shape : tuple of int
        The first axis counts the windows of this rank.
    fill : callable
        Fills an empty tensor in place from a generator and returns it; None is torch's own.
    device : torch.device, optional
        Where to draw; devices differ in the numbers they draw.
    dtype : torch.dtype, optional
        Type of the numbers; default: torch's.

    Examples
    --------
    >>> def whole(count):
    ...     return draw((count, 2), lambda empty, generator: empty.normal_(generator=generator))
    >>> _ = torch.manual_seed(1)
    >>> one_process = whole(5)
    >>> second_of_two = RankPart(slice(2, 5), 5, torch.Generator().manual_seed(1))
    >>> with drawing_for(second_of_two):
    ...     torch.equal(whole(3), one_process[2:])
    True
    """
    part = _part.get()
    if part is None:
        return fill(torch.empty(shape, device=device, dtype=dtype), None)
    whole = torch.empty((part.batch, *shape[1:]), device=device, dtype=dtype)
    return fill(whole, part.generator)[part.rows]


class Dropout(nn.Dropout):
    """Torch's dropout; with several ranks, each drops what a single process would."""

    def forward(self, x: Tensor) -> Tensor:
        """Some entries set to 0, the others scaled up in proportion."""
        if _part.get() is None or not self.training or not self.p:
            return super().forward(x)
        kept = 1 - self.p
        mask = draw(
            tuple(x.shape),
            lambda empty, generator: empty.bernoulli_(kept, generator=generator),
            device=x.device,
            dtype=x.dtype,
        )
        return x * (mask / kept)
