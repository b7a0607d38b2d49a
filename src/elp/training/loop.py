"""The training loop of all networks: killed at any time, it resumes to the same result."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import torch
from torch import Tensor, nn

from elp.errors import TrainingError
from elp.training.checkpoint import Progress, load_checkpoint, save_checkpoint
from elp.training.clock import Clock
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


Rows = list[dict[str, float]]
M = TypeVar("M", bound=nn.Module)
B = TypeVar("B", bound=Batch)


@dataclass(frozen=True)
class Schedule:
    """How long to train, and how often to log and to save; steps count from 1."""

    steps: int
    log_every: int
    checkpoint_every: int
    clip_gradient: float | None = None
    learning_rate: Callable[[int], float] | None = None  # of a step; None: the optimiser's own


def fit(
    model: M,
    loss: Callable[[M, B], dict[str, Tensor]],
    batch_of_step: Callable[[int], B],
    optimiser: torch.optim.Optimizer,
    schedule: Schedule,
    *,
    seed: int,
    work: Path,
    run: str,
    watch: Callable[[Rows], None] | None = None,
) -> Rows:
    """Train a model in place, from the last checkpoint in its work folder if there is one.

    Under torchrun each rank learns from its part of every batch, with the random numbers that one
    process would draw for that part (`elp.training.draws`), so any number of ranks learns the same
    up to rounding. There are two exceptions, where ranks learn as well as one process but not the
    same: dropout inside torch's LSTM cannot be given its numbers (RLHG and PCH, layers > 1), so
    each rank draws its own; and where a network chooses a nearest code (L2L), rounding can change
    the choice.

    Parameters
    ----------
    model : nn.Module
        Trained where its parameters are; on a GPU in bfloat16 by autocast.
    loss : callable
        Maps model and batch to named, weighted terms; their sum is minimised.
    batch_of_step : callable
        Maps a step, from 1 to `steps`, to its batch: the same one at each call, so that a resumed
        run sees it too.
    optimiser : Optimizer
        A new optimiser of the model's parameters.
    schedule : Schedule
        Number of steps, steps between rows and between checkpoints, largest gradient norm, and
        learning rate of each step.
    seed : int
        Torch's generators are seeded at each step from seed, step and rank; the generator that all
        ranks share, from seed and step.
    work : Path
        Folder of the checkpoint.
    run : str
        Fingerprint of settings, data and code (`elp.training.checkpoint.fingerprint`); a checkpoint
        with another one is not used.
    watch : callable, optional
        Called with the rows after each checkpoint, to show the progress.

    Returns
    -------
    list of dict
        A row per logged step: step, each term, total, gradient_norm, windows_per_s.

    Raises
    ------
    TrainingError
        At the first step whose loss or gradient is not finite.
    """
    device = next(model.parameters()).device
    ranks = Ranks.current()
    ranks.wait()  # the first rank may have waited for another process to leave the folder
    progress = load_checkpoint(work, run, model, optimiser)
    rows = list(progress.rows)
    model.train()
    clock = Clock(progress.steps)
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        for step in range(progress.steps + 1, schedule.steps + 1):
            batch = batch_of_step(step)
            part = ranks.part(len(batch))
            with _draws(seed, step, ranks, len(batch), device):
                rows_of_rank = batch[part].to(device)
                terms = _terms(model, loss, rows_of_rank, len(rows_of_rank) / len(batch))
            if schedule.learning_rate is not None:
                for group in optimiser.param_groups:
                    group["lr"] = schedule.learning_rate(step)
            norm = _update(step, model, terms, optimiser, schedule.clip_gradient, ranks)
            clock.windows += len(batch)
            last = step == schedule.steps
            if ranks.first and (step == 1 or step % schedule.log_every == 0 or last):
                rows.append(clock.row(step, schedule.steps, terms, norm))
            if ranks.first and (step % schedule.checkpoint_every == 0 or last):
                save_checkpoint(work, run, model, optimiser, Progress(step, rows))
                if watch is not None:
                    watch(rows)
                    model.train()
    return rows


@contextmanager
def _draws(seed: int, step: int, ranks: Ranks, batch: int, device: torch.device) -> Iterator[None]:
    """Context in which all random numbers follow from seed and step; see `fit`."""
    torch.manual_seed(_state(seed, step, *([] if ranks.first else [ranks.own])))
    shared = None
    if ranks.count > 1:
        generator = torch.Generator(device).manual_seed(_state(seed, step))
        shared = RankPart(ranks.part(batch), batch, generator)
    with drawing_for(shared):
        yield


def _state(*entropy: int) -> int:
    (state,) = np.random.SeedSequence(entropy).generate_state(1, np.uint64)
    return int(state >> np.uint64(1))


def _terms(
    model: M, loss: Callable[[M, B], dict[str, Tensor]], batch: B, fraction: float
) -> dict[str, Tensor]:
    """The terms of part of a batch, weighted so that those of all parts add up to the means."""
    device = next(model.parameters()).device
    with mixed_precision(device):
        return {name: fraction * term for name, term in loss(model, batch).items()}


def _update(
    step: int,
    model: nn.Module,
    terms: dict[str, Tensor],
    optimiser: torch.optim.Optimizer,
    clip: float | None,
    ranks: Ranks,
) -> float:
    """Do one optimiser step on all ranks, and return the norm of the gradient before clipping.

    The terms are replaced by those of the whole batch.
    """
    total = torch.stack(list(terms.values())).sum()
    optimiser.zero_grad(set_to_none=True)
    total.backward()
    parameters = [parameter for parameter in model.parameters() if parameter.grad is not None]
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    ranks.sum([*terms.values(), *gradients])
    _check(step, torch.stack(list(terms.values())).sum(), "loss", terms)
    norm = nn.utils.get_total_norm(gradients)
    _check(step, norm, "gradient", terms)
    if clip is not None:
        nn.utils.clip_grads_with_norm_(parameters, clip, norm)
    optimiser.step()
    return norm.item()


def _check(step: int, value: Tensor, what: str, terms: dict[str, Tensor]) -> None:
    if not torch.isfinite(value):
        listed = ", ".join(f"{name} {term.item():.4g}" for name, term in terms.items())
        raise TrainingError(
            f"step {step}: the {what} is not finite ({listed}); check the features for "
            "NaN, lower the run's `optimiser.learning_rate`, or set `optimiser.clip_gradient: 1.0`"
        )
