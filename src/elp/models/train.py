"""Train a model of any kind: data, network, objective and loop put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import nn

from elp.config.base import Settings
from elp.config.schedule import ScheduleSettings
from elp.features.store import read_features
from elp.models.kind import ModelKind, new_model
from elp.models.sizes import sizes_of
from elp.training.batch_statistics import synchronised
from elp.training.checkpoint import fingerprint
from elp.training.loop import Schedule, fit
from elp.training.optimiser import make_optimiser, rate_at


@dataclass(frozen=True)
class Trained:
    """A trained model, and for each stage a row per logged step."""

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
    """Train on the training split, from the last checkpoint if there is one.

    Parameters
    ----------
    kind : ModelKind
        What to train.
    features : Path
        Features of the training split (`elp.features.store`).
    settings : Settings
        Network, objective and optimiser, of the kind's class.
    schedule : ScheduleSettings
        Steps and windows a step.
    seed : int
        Of the first weights, the windows, and all that is drawn while training.
    work : Path
        Folder of the checkpoints, one folder a stage.
    device : torch.device
        Where to train.
    code : sequence of Path
        Source files: once they change, a checkpoint is not used any more.

    Raises
    ------
    DataError
        If the features cannot be read, or no clip is as long as a window.
    TrainingError
        If a loss or its gradient is not finite.
    """
    data = read_features(features)
    model = synchronised(new_model(kind, settings, sizes_of(data), seed).to(device), device)
    texts = [settings.model_dump_json(), schedule.model_dump_json(), str(seed), device.type]
    run = fingerprint(texts, [features, *code])
    rows = {}
    for stage in kind.stages(model, data, schedule, seed):
        chosen = stage.optimiser
        rows[stage.name] = fit(
            stage.module,
            stage.loss,
            stage.batch_of_step,
            make_optimiser(stage.module, chosen),
            Schedule(
                stage.steps,
                chosen.log_every,
                chosen.checkpoint_every,
                chosen.clip_gradient,
                partial(rate_at, settings=chosen),
            ),
            seed=seed,
            work=work / stage.name,
            run=run,
        )
    return Trained(model, rows)
