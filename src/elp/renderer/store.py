"""A trained renderer as a file: weights, settings, and the trunk of its training."""

from dataclasses import dataclass
from pathlib import Path

from elp.config.renderer import RendererSettings
from elp.errors import DataError
from elp.renderer.generator import Renderer
from elp.training.networks import UNREADABLE, read_network, save_network


@dataclass(frozen=True)
class StoredRenderer:
    """A renderer in evaluation mode on the CPU, and the trunk of its perceptual distance."""

    model: Renderer
    trunk: str


def save_renderer(path: Path, model: Renderer, trunk: str) -> None:
    """Write weights, settings and the trunk's name."""
    about = {"settings": model.settings.model_dump(mode="json"), "trunk": trunk}
    save_network(path, model, "renderer", about)


def load_renderer(path: Path) -> StoredRenderer:
    """Read a file written by `save_renderer`.

    Raises
    ------
    DataError
        If the file is missing or not a renderer of this version.
    """
    if not path.is_file():
        raise DataError(f"{path} does not exist; train one with rule 'train_renderer'")
    try:
        about, weights = read_network(path, "renderer")
        model = Renderer(RendererSettings.model_validate(about["settings"]))
        model.load_state_dict(weights)
        return StoredRenderer(model.eval(), str(about["trunk"]))
    except UNREADABLE as error:
        raise DataError(
            f"{path}: not a renderer of this version ({error}); name another file, or train it "
            "again with rule 'train_renderer'"
        ) from error
