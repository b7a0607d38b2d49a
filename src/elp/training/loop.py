"""The training loop of all networks: killed at any time, it resumes to the same result."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from elp.training.checkpoint import Progress, load_checkpoint, save_checkpoint
from elp.training.clock import Clock
from elp.training.distributed import Ranks
from elp.training.step import Batch, draws_of, terms_of, update
from elp.training.validation import Best, Validation

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
    validation: Validation | None = None,
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
    validation : Validation, optional
        What scores the model every so many steps; at the end it has the weights of the best step.
        Without it, those of the last.
    watch : callable, optional
        Called with the rows after each checkpoint, to show the progress.

    Returns
    -------
    list of dict
        A row per logged or scored step: step, each term, total, gradient_norm, windows_per_s, and
        validation in the scored ones.

    Raises
    ------
    TrainingError
        At the first step whose loss, gradient or score is not finite.
    """
    device = next(model.parameters()).device
    ranks = Ranks.current()
    ranks.wait()  # the first rank may have waited for another process to leave the folder
    progress = load_checkpoint(work, run, model, optimiser)
    rows, best = list(progress.rows), progress.best
    model.train()
    clock = Clock(progress.steps)
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        for step in range(progress.steps + 1, schedule.steps + 1):
            batch = batch_of_step(step)
            part = ranks.part(len(batch))
            with draws_of(seed, step, ranks, len(batch), device):
                rows_of_rank = batch[part].to(device)
                terms = terms_of(model, loss, rows_of_rank, len(rows_of_rank) / len(batch))
            if schedule.learning_rate is not None:
                for group in optimiser.param_groups:
                    group["lr"] = schedule.learning_rate(step)
            norm = update(step, model, terms, optimiser, schedule.clip_gradient, ranks)
            clock.windows += len(batch)
            last = step == schedule.steps
            score = {}
            if validation is not None and (step % validation.every == 0 or last):
                score = {"validation": validation.score(model, loss, seed, step)}
                if best is None or score["validation"] < best.score:
                    best = Best.of(model, step, score["validation"])
            if ranks.first and (score or step == 1 or step % schedule.log_every == 0 or last):
                rows.append(clock.row(step, schedule.steps, terms, norm) | score)
            if ranks.first and (step % schedule.checkpoint_every == 0 or last):
                save_checkpoint(work, run, model, optimiser, Progress(step, rows, best))
                if watch is not None:
                    watch(rows)
                    model.train()
    if best is not None:
        best.restore(model, schedule.steps)
    return rows
