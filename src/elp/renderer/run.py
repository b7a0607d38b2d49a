"""A training run of the renderer: from files of frames to the trained network and its reports."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from cyclopts import Parameter

from elp.config.renderer import RendererRunSettings
from elp.renderer.store import save_renderer
from elp.renderer.training import train_renderer, write_picture
from elp.renderer.trunks import load_trunk
from elp.training.device import DeviceName, pick_device
from elp.training.log import plot_training, write_training_csv


@Parameter(name="*")
@dataclass(frozen=True)
class RendererRun:
    """Files and settings of a training run; each field is an option of the script.

    Attributes
    ----------
    frames : list of Path
        Training frames (`elp.renderer.frames`).
    settings : str
        `RendererRunSettings` as JSON.
    code : list of Path
        Source files; a checkpoint of other code is not used.
    work : Path
        Folder for the checkpoints, removed at the end.
    model, table, plot, examples : Path
        The trained renderer, a row per logged step, a plot of the rows, a picture of examples.
    vgg19 : Path or None
        Weights of the perceptual distance's network; None: those of EfficientNet-lite0.
    device : str
    """

    frames: list[Path]
    settings: str
    code: list[Path]
    work: Path
    model: Path
    table: Path
    plot: Path
    examples: Path
    vgg19: Path | None = None
    device: DeviceName = "auto"

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The files that the run writes."""
        return self.model, self.table, self.plot, self.examples

    def train(self, *, write: bool = True) -> None:
        """Train, from the last checkpoint if there is one.

        Parameters
        ----------
        write : bool
            Whether this process writes the outputs and removes the checkpoints; with several, one
            does.
        """
        settings = RendererRunSettings.model_validate_json(self.settings)
        trunk = load_trunk(self.vgg19)
        trained = train_renderer(
            self.frames,
            settings.network,
            settings.schedule,
            trunk,
            seed=settings.seed,
            work=self.work,
            device=pick_device(self.device),
            code=self.code,
        )
        if not write:
            return
        rows = {"renderer": trained.rows}
        write_picture(self.examples, trained.examples)
        plot_training(self.plot, rows)
        write_training_csv(self.table, rows)
        save_renderer(self.model, trained.model, trunk.name)
        shutil.rmtree(self.work)
