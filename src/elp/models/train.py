"""Train a model of any kind: data, network, loss and training loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import nn

from elp.config.base import Settings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import hold_out
from elp.features.store import read_features
from elp.models.kind import ModelKind, new_model
from elp.models.sizes import sizes_of
from elp.training.batch_statistics import synchronised
from elp.training.checkpoint import fingerprint
from elp.training.loop import Schedule, fit
from elp.training.optimiser import make_optimiser, rate_at


@dataclass(frozen=True)
class Trained:
    """A trained model, with the weights that were kept, and the rows of each stage."""

    model: nn.Module
    rows: dict[str, list[dict[str, float]]]


def train_model(
    kind: ModelKind,
    features: Path,
    settings: Settings,
    schedule: ScheduleSettings,
    *,
    seed: int,
    work: Path,
    device: torch.device,
    code: Sequence[Path] = (),
) -> Trained:
    """Train a model on the training split, from the last checkpoint if there is one.

    Parameters
    ----------
    kind : ModelKind
        What to train.
    features : Path
        Features of the training split (`elp.features.store`).
    settings : Settings
        Settings of network, loss and optimiser, of the class of the kind.
    schedule : ScheduleSettings
        Number of steps, of windows in each, and which clips choose the step that is kept.
    seed : int
        Of the initial weights, the windows, and all random draws in training.
    work : Path
        Folder of the checkpoints, with a subfolder for each stage.
    device : torch.device
        Where to train.
    code : sequence of Path
        Source files; if they change, checkpoints are no longer used.

    Raises
    ------
    DataError
        If the features cannot be read, or all clips are shorter than a window.
    TrainingError
        If a loss or its gradient is not finite.
    """
    data = read_features(features)
    model = synchronised(new_model(kind, settings, sizes_of(data), seed).to(device), device)
    texts = [settings.model_dump_json(), schedule.model_dump_json(), str(seed), device.type]
    run = fingerprint(texts, [features, *code])
    rows = {}
    for stage in kind.stages(model, hold_out(data, schedule.validation), schedule, seed):
        optimiser = stage.optimiser
        rows[stage.name] = fit(
            stage.module,
            stage.loss,
            stage.batch_of_step,
            make_optimiser(stage.module, optimiser),
            Schedule(
                stage.steps,
                optimiser.log_every,
                optimiser.checkpoint_every,
                optimiser.clip_gradient,
                partial(rate_at, settings=optimiser),
            ),
            seed=seed,
            work=work / stage.name,
            run=run,
            validation=stage.validation,
        )
    return Trained(model, rows)
