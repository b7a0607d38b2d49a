"""Trained models as files: the weights, with what is needed to build the network."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import nn

from elp.errors import DataError
from elp.models.ase.model import Ase
from elp.models.kind import ModelKind, load_kind
from elp.models.sizes import Sizes
from elp.training.networks import UNREADABLE, read_network, save_network


def save_model(path: Path, module: str, model: Any, kept: Mapping[str, int] | None = None) -> None:
    """Write the weights of a model, with the module of its kind, its settings and sizes.

    `kept` is the step of each stage whose weights these are, for people who wonder.
    """
    description = {
        "module": module,
        "settings": model.settings.model_dump(mode="json"),
        "sizes": asdict(model.sizes),
        "kept": dict(kept or {}),
    }
    save_network(path, model, "model", description)


def load_model(path: Path) -> tuple[ModelKind, nn.Module]:
    """Read a model written by this version or an older one, on the CPU in evaluation mode.

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
            f"{path}: not a readable model ({error}); delete it and run the workflow again"
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
        raise DataError(f"{path}: not an Adaptive Space Encoder; choose a run with `ase`")
    return model
