"""Trained models as files: the weights, with all that is needed to build the network from."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import nn

from elp.errors import DataError
from elp.models.ase.model import Ase
from elp.models.kind import ModelKind, load_kind
from elp.models.sizes import Sizes
from elp.training.networks import UNREADABLE, read_network, save_network


def save_model(path: Path, module: str, model: Any) -> None:
    """Write a model's weights, the module of its kind, settings and sizes."""
    description = {
        "module": module,
        "settings": model.settings.model_dump(mode="json"),
        "sizes": asdict(model.sizes),
    }
    save_network(path, model, "model", description)


def load_model(path: Path) -> tuple[ModelKind, nn.Module]:
    """Read a model written by `save_model`, on the CPU and in evaluation mode, and its kind.

    Raises
    ------
    DataError
        If the file is missing or not one of ours.
    """
    try:
        description, weights = read_network(path, "model")
        kind = load_kind(description["module"])
        settings = kind.settings.from_stored(description["settings"])
        model = kind.build(settings, Sizes(**description["sizes"]))
        model.load_state_dict(weights)
    except UNREADABLE as error:
        raise DataError(
            f"{path}: no model of this version ({error}); delete it, and the workflow trains it"
        ) from error
    return kind, model.eval()


def load_ase(path: Path) -> Ase:
    """Read an Adaptive Space Encoder.

    Raises
    ------
    DataError
        If the file is missing, not one of ours, or another kind of model.
    """
    _, model = load_model(path)
    if not isinstance(model, Ase):
        raise DataError(f"{path} is no Adaptive Space Encoder; name a run with `ase`")
    return model
