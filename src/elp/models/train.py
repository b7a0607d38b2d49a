"""Train the ASE as the paper does (Sec. 4.1): data, network, objective and loop put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from elp.checkpoint import fingerprint
from elp.config.data import ScheduleSettings
from elp.config.models import AseSettings
from elp.feature_set import FeatureSet, read_features
from elp.models.ase import Ase, AseSizes
from elp.models.losses import AseLoss
from elp.training import Schedule, fit, make_optimiser
from elp.windows import TrainingWindows


@dataclass(frozen=True)
class TrainedAse:
    """A trained model, and a row per logged step."""

    model: Ase
    rows: list[dict[str, float]]


def sizes_of(features: FeatureSet) -> AseSizes:
    """What a data set's features decide about the network."""
    return AseSizes(
        n_emotions=len(features.emotions),
        expression=features.listener_expression.shape[1],
        pose=features.listener_pose.shape[1],
        mfcc=features.mfcc.shape[1],
        style=features.style.shape[1],
    )


def new_ase(settings: AseSettings, sizes: AseSizes, seed: int) -> Ase:
    """An untrained model, the same for the same seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Ase(settings, sizes)


def train_ase(
    features: Path,
    settings: AseSettings,
    schedule: ScheduleSettings,
    *,
    seed: int,
    work: Path,
    device: torch.device,
    code: Sequence[Path] = (),
) -> TrainedAse:
    """Train on random windows of a split, from the last checkpoint if there is one.

    Parameters
    ----------
    features : Path
        Features of the training split (`elp.feature_set`).
    settings : AseSettings
        Network, objective and optimiser.
    schedule : ScheduleSettings
        Steps and windows a step.
    seed : int
        Of the first weights, the windows, the codes and dropout.
    work : Path
        Folder of the checkpoint.
    device : torch.device
        Where to train.
    code : sequence of Path
        Source files: once they change, a checkpoint is not used any more.

    Raises
    ------
    DataError
        If the features cannot be read, or no clip is as long as a window.
    TrainingError
        If the loss or its gradient is not finite.
    """
    data = read_features(features)
    windows = TrainingWindows(data, settings.window)
    model = new_ase(settings, sizes_of(data), seed).to(device)
    optimiser = settings.optimiser
    texts = [settings.model_dump_json(), schedule.model_dump_json(), str(seed), device.type]
    rows = fit(
        model,
        AseLoss(settings.loss, tuple(windows.emotion_frequencies().tolist())),
        lambda step: windows.random_batch(schedule.batch_size, seed, step),
        make_optimiser(model, optimiser),
        Schedule(
            schedule.steps,
            optimiser.log_every,
            optimiser.checkpoint_every,
            optimiser.clip_gradient,
        ),
        seed=seed,
        work=work,
        run=fingerprint(texts, [features, *code]),
    )
    return TrainedAse(model, rows)
