"""What the workflow asks of every trained model, and where each is found.

A kind of model is a module with a `KIND`; `elp.config.models.MODELS` names the module. Nothing else
knows the models one by one: they train, resume, sample and are read back through here. Jobs are
given the module's name, so that a new or edited model reruns no other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import torch
from torch import Tensor, nn

from elp.config.base import Settings
from elp.config.optimiser import OptimiserSettings
from elp.config.sampling import SamplingSettings
from elp.config.schedule import ScheduleSettings
from elp.errors import DataError
from elp.features.store import FeatureSet, Statistics
from elp.models.sizes import Sizes
from elp.samples.store import Sample
from elp.training.loop import Batch


@dataclass(frozen=True)
class TrainingStage:
    """One network trained by `elp.training.loop.fit`; most models have one stage.

    Parameters
    ----------
    name : str
        Of the checkpoint's folder, and of the stage's rows in training.csv.
    module : nn.Module
        The model or a part of it.
    loss : callable
        Maps module and batch to named terms, already weighted.
    batch_of_step : callable
        The batch of a step, counted from 1; a function of the step alone.
    optimiser : OptimiserSettings
        Algorithm, learning rate, how often to log and to keep.
    steps : int
        How long to train.
    """

    name: str
    module: nn.Module
    loss: Callable[[Any, Any], dict[str, Tensor]]
    batch_of_step: Callable[[int], Batch]
    optimiser: OptimiserSettings
    steps: int


@dataclass(frozen=True)
class ModelKind:
    """A kind of trained model.

    Parameters
    ----------
    settings : type
        Class of its settings.
    build : callable
        An untrained network from settings and sizes; it keeps them as `settings` and `sizes`.
    stages : callable
        From the network, the training split, the data set's schedule and the seed: the stages, in
        order. Each is asked for when the one before is trained, so it may use its result.
    sample : callable
        From the network in evaluation mode, a split, the statistics, the sampling settings and the
        seed: K listeners a clip. What is drawn for a clip depends on the seeds and the clip alone.
    """

    settings: type[Settings]
    build: Callable[[Any, Sizes], Any]
    stages: Callable[[Any, FeatureSet, ScheduleSettings, int], Iterable[TrainingStage]]
    sample: Callable[[Any, FeatureSet, Statistics, SamplingSettings, int], Iterator[Sample]]


# Where modules of older versions are now: model files name the module of their kind.
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


def new_model(kind: ModelKind, settings: Settings, sizes: Sizes, seed: int) -> Any:
    """An untrained network, the same for the same seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return kind.build(settings, sizes)
