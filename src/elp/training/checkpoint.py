"""Checkpoints: all that a training run needs to go on as if it had never been killed."""

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from elp.io.files import atomic
from elp.training.distributed import Ranks

logger = logging.getLogger(__name__)

NAME = "checkpoint.pt"


@contextmanager
def alone_in(work: Path) -> Iterator[None]:
    """Hold a work folder, made if need be, after waiting for whoever is still at work in it.

    A workflow killed by force leaves its jobs running; the one started next must not write the
    same checkpoints. Of several ranks the first holds it for all.
    """
    if not Ranks.current().first:
        yield
        return
    work.mkdir(parents=True, exist_ok=True)
    folder = os.open(work, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            logger.warning("%s: another process is at work here; waiting for its end", work)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@dataclass(frozen=True)
class Progress:
    """How far a run has come: steps done, and the rows logged until then."""

    steps: int
    rows: list[dict[str, float]]


def fingerprint(settings: Iterable[str], files: Iterable[Path]) -> str:
    """Hash of everything that a run's weights depend on; a checkpoint of another is not used.

    Parameters
    ----------
    settings : iterable of str
        Settings and seed, as text.
    files : iterable of Path
        Data and source files, whose content counts.
    """
    digests = []
    for path in files:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    text = json.dumps([torch.__version__, *settings, *digests])
    return hashlib.sha256(text.encode()).hexdigest()


def save_checkpoint(
    work: Path,
    run: str,
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    progress: Progress,
) -> None:
    """Write the checkpoint of a run into its work folder, in place of the last one."""
    state = {
        "run": run,
        "steps": progress.steps,
        "rows": progress.rows,
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
    }
    with atomic(work / NAME) as temporary:
        torch.save(state, temporary)


def load_checkpoint(
    work: Path, run: str, model: nn.Module, optimiser: torch.optim.Optimizer
) -> Progress:
    """Restore model and optimiser from the work folder; no progress if there is nothing to use.

    Only a checkpoint with the same `run` is used: the same settings, data and code.
    """
    path = work / NAME
    if not path.is_file():
        return Progress(0, [])
    device = next(model.parameters()).device
    try:
        state = torch.load(path, map_location=device, weights_only=True)
        same = state["run"] == run
    except Exception as error:  # a damaged file makes torch raise nearly anything
        logger.warning("%s cannot be read (%s): training starts anew", path, error)
        return Progress(0, [])
    if not same:
        logger.warning("%s is of other settings, data or code: training starts anew", path)
        return Progress(0, [])
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    logger.info("resuming from step %d of %s", state["steps"], path)
    return Progress(state["steps"], state["rows"])
