"""The training loop of every motion model: it can be killed at any time and goes on as it was."""

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import torch
from torch import Tensor, nn

from elp.config.optimiser import OptimiserSettings
from elp.errors import TrainingError
from elp.training.checkpoint import Progress, load_checkpoint, save_checkpoint
from elp.training.device import mixed_precision
from elp.training.distributed import Ranks
from elp.training.draws import RankPart, drawing_for

logger = logging.getLogger(__name__)


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
    """How long to train, and what to report and keep on the way; steps count from 1."""

    steps: int
    log_every: int
    checkpoint_every: int
    clip_gradient: float | None = None
    learning_rate: Callable[[int], float] | None = None  # of a step; None: the optimiser's own


def make_optimiser(model: nn.Module, settings: OptimiserSettings) -> torch.optim.Optimizer:
    """Adam or AdamW over all parameters of a model."""
    algorithm = torch.optim.AdamW if settings.algorithm == "adamw" else torch.optim.Adam
    return algorithm(
        model.parameters(),
        lr=settings.learning_rate,
        betas=settings.betas,
        eps=settings.epsilon,
        weight_decay=settings.weight_decay,
    )


def rate_at(step: int, settings: OptimiserSettings) -> float:
    """Learning rate of a step, counted from 1.

    With `warm_up` it is f · min(step^-½, step · w^-1.5), scaled to `learning_rate` at step w.

    References
    ----------
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017, Sec. 5.3 (Noam schedule).
    """
    peak = settings.learning_rate
    if settings.warm_up is not None:
        return peak * min(math.sqrt(settings.warm_up / step), step / settings.warm_up)
    if settings.decay_every is not None:
        return float(peak * settings.decay ** ((step - 1) // settings.decay_every))
    return peak


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

    Under torchrun each rank learns from its part of every batch, and draws what one process would
    draw for it (`elp.training.draws`), so that any number of ranks learns the same but for
    rounding. That excepts the dropout inside of torch's LSTM, which cannot be given its numbers
    (RLHG and PCH, layers > 1): each rank draws its own there. And where a network chooses a
    nearest code (L2L), rounding can tip the choice. Then the ranks learn as well as one process,
    not the same.

    Parameters
    ----------
    model : nn.Module
        Trained where its parameters are; on a GPU in bfloat16 by autocast.
    loss : callable
        Maps model and batch to named terms, already weighted; their sum is minimised.
    batch_of_step : callable
        The batch of a step, 1 to `steps`: the same at each call, so that a resumed run sees it too.
    optimiser : Optimizer
        A fresh one over the model's parameters.
    schedule : Schedule
        Steps in all, between rows and between checkpoints, the largest gradient norm, and the
        learning rate of each step.
    seed : int
        Torch's generators are seeded anew by seed, step and rank, for codes and dropout; what all
        ranks draw together, as if there were one, by seed and step.
    work : Path
        Folder of the checkpoint.
    run : str
        Names settings, data and code (`elp.training.checkpoint.fingerprint`); a checkpoint of
        another name is not used.
    watch : callable, optional
        Gets the rows after each checkpoint, to show how the training goes.

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
    ranks.wait()  # the first may have waited for another process to leave the folder
    progress = load_checkpoint(work, run, model, optimiser)
    rows = list(progress.rows)
    model.train()
    clock = _Clock(progress.steps)
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        for step in range(progress.steps + 1, schedule.steps + 1):
            batch = batch_of_step(step)
            part = ranks.part(len(batch))
            with _draws(seed, step, ranks, len(batch), device):
                own = batch[part].to(device)
                terms = _terms(model, loss, own, share=len(own) / len(batch))
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
    """Within, all that is drawn follows from seed and step; see `fit`."""
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
    model: M, loss: Callable[[M, B], dict[str, Tensor]], batch: B, share: float
) -> dict[str, Tensor]:
    """The terms of a part of the batch as its share in those of the whole, which are means."""
    device = next(model.parameters()).device
    with mixed_precision(device):
        return {name: share * term for name, term in loss(model, batch).items()}


def _update(
    step: int,
    model: nn.Module,
    terms: dict[str, Tensor],
    optimiser: torch.optim.Optimizer,
    clip: float | None,
    ranks: Ranks,
) -> float:
    """One optimiser step of all ranks together; the gradient's norm before it was clipped.

    The terms become those of the whole batch.
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
            f"step {step}: the {what} is not a finite number ({listed}); check the features for "
            "NaN, lower the run's `optimiser.learning_rate`, or set `optimiser.clip_gradient: 1.0`"
        )


class _Clock:
    """Throughput since the last row, and the time left."""

    def __init__(self, start: int) -> None:
        self.windows = 0
        self._step, self._time = start, time.perf_counter()

    def row(self, step: int, steps: int, terms: dict[str, Tensor], norm: float) -> dict[str, float]:
        now = time.perf_counter()
        seconds = now - self._time
        values = {name: term.item() for name, term in terms.items()}
        total, rate = sum(values.values()), self.windows / seconds
        left = timedelta(seconds=round((steps - step) * seconds / (step - self._step)))
        logger.info(
            "step %d/%d: loss %.4g, gradient norm %.3g, %.0f windows/s, %s left",
            *(step, steps, total, norm, rate, left),
        )
        self.windows, self._step, self._time = 0, step, now
        return {
            "step": float(step),
            **values,
            "total": total,
            "gradient_norm": norm,
            "windows_per_s": rate,
        }
