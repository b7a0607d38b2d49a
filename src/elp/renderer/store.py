"""A trained renderer as a file: weights, settings, and what it was trained with."""

import json
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from elp.config.renderer import RendererSettings
from elp.errors import DataError
from elp.files import atomic
from elp.renderer.generator import Renderer


@dataclass(frozen=True)
class StoredRenderer:
    """A renderer in evaluation mode on the CPU, and the trunk of its perceptual distance."""

    model: Renderer
    trunk: str


def save_renderer(path: Path, model: Renderer, trunk: str) -> None:
    """Write weights, settings and the trunk's name."""
    about = {"settings": model.settings.model_dump(mode="json"), "trunk": trunk}
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    with atomic(path) as temporary:
        save_file(weights, temporary, metadata={"renderer": json.dumps(about)})


def load_renderer(path: Path) -> StoredRenderer:
    """Read a file written by `save_renderer`.

    Raises
    ------
    DataError
        If the file is missing or not one of ours.
    """
    if not path.is_file():
        raise DataError(f"{path} does not exist; rule 'train_renderer' makes one")
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {})["renderer"])
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        model = Renderer(RendererSettings.model_validate(about["settings"]))
        model.load_state_dict(weights)
        return StoredRenderer(model.eval(), str(about["trunk"]))
    except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise DataError(
            f"{path}: no renderer of this version ({error}); delete it and run rule "
            "'train_renderer'"
        ) from error
