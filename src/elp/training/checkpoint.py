"""Checkpoints: what a killed training run needs to resume to the same result."""

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
from elp.training.validation import Best

logger = logging.getLogger(__name__)

NAME = "checkpoint.pt"


@contextmanager
def alone_in(work: Path) -> Iterator[None]:
    """Lock a work folder, created if missing, after waiting for the process that holds it.

    A workflow that is killed leaves its jobs running; the next one must not write the same
    checkpoints at the same time. The first rank locks for all.
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
            logger.warning("%s: another process is training here; waiting until it ends", work)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@dataclass(frozen=True)
class Progress:
    """Progress of a run: steps done, the rows logged so far, and the best weights if it has any."""

    steps: int
    rows: list[dict[str, float]]
    best: Best | None = None


def fingerprint(settings: Iterable[str], files: Iterable[Path]) -> str:
    """Hash of everything that the weights of a run depend on; it guards its checkpoints.

    Parameters
    ----------
    settings : iterable of str
        Settings and seed, as text.
    files : iterable of Path
        Data and source files; their content is hashed.
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
    """Write the checkpoint of a run into its work folder, replacing the last one."""
    state = {
        "run": run,
        "steps": progress.steps,
        "rows": progress.rows,
        "best": None if progress.best is None else vars(progress.best),
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
    }
    with atomic(work / NAME) as temporary:
        torch.save(state, temporary)


def load_checkpoint(
    work: Path, run: str, model: nn.Module, optimiser: torch.optim.Optimizer
) -> Progress:
    """Restore model and optimiser from the work folder; without a usable checkpoint, zero progress.

    A checkpoint is used only if its `run` is the same: same settings, data and code.
    """
    path = work / NAME
    if not path.is_file():
        return Progress(0, [])
    device = next(model.parameters()).device
    try:
        state = torch.load(path, map_location=device, weights_only=True)
        same = state["run"] == run
        best = None if state["best"] is None else Best(**state["best"])
    except Exception as error:  # on a damaged file torch may raise almost anything
        logger.warning("%s: not readable (%s); training starts from step 0", path, error)
        return Progress(0, [])
    if not same:
        logger.warning(
            "%s: made with other settings, data or code; training starts from step 0", path
        )
        return Progress(0, [])
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    logger.info("resuming from step %d of %s", state["steps"], path)
    return Progress(state["steps"], state["rows"], best)
