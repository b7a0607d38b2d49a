"""Kinds of motion model: what the workflow needs of each, and where each is.

A kind is a module that defines `KIND`; `elp.config.models.MODELS` names the module. Models are
trained, resumed, sampled and loaded through it, and no other code depends on one of them. Jobs get
the name of the module, so a new or edited model reruns no other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from elp.config.base import Settings
from elp.config.optimiser import OptimiserSettings
from elp.config.sampling import SamplingSettings
from elp.config.schedule import ScheduleSettings
from elp.errors import DataError
from elp.features.splits import TrainingSplits
from elp.features.store import FeatureSet, Statistics
from elp.features.windows import TrainingWindows, WindowBatch, fitting_length
from elp.models.sizes import Sizes
from elp.samples.store import Sample
from elp.training.step import Batch
from elp.training.validation import Validation

MOST_WINDOWS = 256  # of a validation: more would cost time and change little


@dataclass(frozen=True)
class TrainingStage:
    """A network to train by `elp.training.loop.fit`; most models have one stage.

    Parameters
    ----------
    name : str
        Name of the checkpoint's folder, and of the stage in training.csv.
    module : nn.Module
        The model, or part of it.
    loss : callable
        Maps module and batch to named, weighted terms.
    batch_of_step : callable
        Maps a step, counted from 1, to its batch; it depends on the step alone.
    optimiser : OptimiserSettings
        Algorithm, learning rate, steps between rows and checkpoints.
    steps : int
        Number of steps.
    validation : Validation, optional
        What chooses the step that is kept; without it, the last is.
    """

    name: str
    module: nn.Module
    loss: Callable[[Any, Any], dict[str, Tensor]]
    batch_of_step: Callable[[int], Batch]
    optimiser: OptimiserSettings
    steps: int
    validation: Validation | None = None


@dataclass(frozen=True)
class ModelKind:
    """A kind of motion model.

    Parameters
    ----------
    settings : type
        Class of its settings.
    build : callable
        Maps settings and sizes to an untrained network, which keeps them as `settings` and `sizes`.
    stages : callable
        Maps the network, the clips to learn from and to validate on, the schedule of the data set
        and the seed to the stages. Each is requested once the one before is trained, so it can use
        the result.
    sample : callable
        Maps the network in evaluation mode, a split, the statistics, the sampling settings and the
        seed to K listeners of each clip. Draws depend on the seeds and the clip alone.
    """

    settings: type[Settings]
    build: Callable[[Any, Sizes], Any]
    stages: Callable[[Any, TrainingSplits, ScheduleSettings, int], Iterable[TrainingStage]]
    sample: Callable[[Any, FeatureSet, Statistics, SamplingSettings, int], Iterator[Sample]]


# Former names of modules: a model file names the module of its kind.
FORMER = {"elp.models.ase_kind": "elp.models.ase.kind"}


def load_kind(module: str) -> ModelKind:
    """The `KIND` of a module of `elp.models`, under its present name or a former one.

    Raises
    ------
    DataError
        If there is none; a model file cannot make any other module be imported.
    """
    module = FORMER.get(module, module)
    try:
        kind = import_module(module).KIND if module.startswith("elp.models.") else None
    except (ImportError, AttributeError):
        kind = None
    if not isinstance(kind, ModelKind):
        raise DataError(f"`{module}`: not a module of elp.models that defines `KIND`")
    return kind


def single_stage(
    name: str,
    loss: Callable[[Any, WindowBatch], dict[str, Tensor]],
    ignored: tuple[str, ...] = (),
) -> Callable[[Any, TrainingSplits, ScheduleSettings, int], Iterator[TrainingStage]]:
    """The `stages` of a model that is trained as a whole, on random windows.

    `ignored` names the terms of the loss that do not count in the choice of the step to keep.
    """

    def stages(
        model: Any, splits: TrainingSplits, schedule: ScheduleSettings, seed: int
    ) -> Iterator[TrainingStage]:
        length = fitting_length(splits.parts, model.settings.window, model.settings.fewest_frames)
        # Kept with the model: it generates by the windows that it has learned from.
        settings = model.settings = model.settings.model_copy(update={"window": length})
        windows = TrainingWindows(splits.train, length)
        epoch = windows.batches(schedule.batch_size)
        yield TrainingStage(
            name,
            model,
            loss,
            lambda step: windows.random_batch(schedule.batch_size, seed, step),
            settings.optimiser.in_steps(schedule.steps, epoch),
            schedule.steps,
            validation_on(splits, settings.window, schedule, ignored),
        )

    return stages


def validation_on(
    splits: TrainingSplits, window: int, schedule: ScheduleSettings, ignored: tuple[str, ...] = ()
) -> Validation | None:
    """Validation on windows of the held-out clips without overlap; None if no clips are held out.

    Of more than `MOST_WINDOWS`, so many are spread evenly over the clips.
    """
    if splits.valid is None:
        return None
    windows = TrainingWindows(splits.valid, window)
    numbers = windows.apart()
    if len(numbers) > MOST_WINDOWS:
        spread = np.linspace(0, len(numbers) - 1, MOST_WINDOWS)
        numbers = numbers[spread.round().astype(int)]
    size = schedule.batch_size
    starts = range(0, len(numbers), size)
    batches = [windows.batch(numbers[start : start + size]) for start in starts]
    return Validation(batches, schedule.validate_every, ignored)


def new_model(kind: ModelKind, settings: Settings, sizes: Sizes, seed: int) -> Any:
    """An untrained network; the same seed gives the same weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return kind.build(settings, sizes)
