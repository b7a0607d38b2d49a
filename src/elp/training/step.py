"""One optimiser step: the terms of a batch, their random numbers and gradients, over all ranks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import torch
from torch import Tensor, nn

from elp.errors import TrainingError
from elp.training.device import mixed_precision
from elp.training.distributed import Ranks
from elp.training.draws import RankPart, drawing_for


@runtime_checkable
class Batch(Protocol):
    """Windows of one step."""

    def __len__(self) -> int:
        """Number of windows."""

    def __getitem__(self, rows: slice) -> Any:
        """Some of the windows."""

    def to(self, device: torch.device) -> Any:
        """The same on a device."""


M = TypeVar("M", bound=nn.Module)
B = TypeVar("B", bound=Batch)


@contextmanager
def draws_of(
    seed: int, step: int, ranks: Ranks, batch: int, device: torch.device
) -> Iterator[None]:
    """Context in which all random numbers follow from seed and step (`elp.training.loop.fit`)."""
    torch.manual_seed(random_state(seed, step, *([] if ranks.first else [ranks.own])))
    shared = None
    if ranks.count > 1:
        generator = torch.Generator(device).manual_seed(random_state(seed, step))
        shared = RankPart(ranks.part(batch), batch, generator)
    with drawing_for(shared):
        yield


def random_state(*entropy: int) -> int:
    """A seed of torch's generators that follows from some numbers."""
    (state,) = np.random.SeedSequence(entropy).generate_state(1, np.uint64)
    return int(state >> np.uint64(1))


def terms_of(
    model: M, loss: Callable[[M, B], dict[str, Tensor]], batch: B, fraction: float
) -> dict[str, Tensor]:
    """The terms of part of a batch, weighted so that those of all parts add up to the means."""
    device = next(model.parameters()).device
    with mixed_precision(device):
        return {name: fraction * term for name, term in loss(model, batch).items()}


def update(
    step: int,
    model: nn.Module,
    terms: dict[str, Tensor],
    optimiser: torch.optim.Optimizer,
    clip: float | None,
    ranks: Ranks,
) -> float:
    """Do one optimiser step on all ranks, and return the norm of the gradient before clipping.

    The terms are replaced by those of the whole batch.

    Raises
    ------
    TrainingError
        If the loss or its gradient is not finite.
    """
    total = torch.stack(list(terms.values())).sum()
    optimiser.zero_grad(set_to_none=True)
    total.backward()
    parameters = [parameter for parameter in model.parameters() if parameter.grad is not None]
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    ranks.sum([*terms.values(), *gradients])
    check(step, torch.stack(list(terms.values())).sum(), "loss", terms)
    norm = nn.utils.get_total_norm(gradients)
    check(step, norm, "gradient", terms)
    if clip is not None:
        nn.utils.clip_grads_with_norm_(parameters, clip, norm)
    optimiser.step()
    return norm.item()


def check(step: int, value: Tensor, what: str, terms: dict[str, Tensor]) -> None:
    """Raise a `TrainingError` that names the step and the terms, unless the value is finite."""
    if not torch.isfinite(value):
        listed = ", ".join(f"{name} {term.item():.4g}" for name, term in terms.items())
        values = f" ({listed})" if terms else ""
        raise TrainingError(
            f"step {step}: the {what} is not finite{values}; check the features for NaN, "
            "lower the run's `optimiser.learning_rate`, or set `optimiser.clip_gradient: 1.0`"
        )
