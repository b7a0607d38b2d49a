"""A training run of a motion model: from the workflow's files to its outputs."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from elp.config.schedule import ScheduleSettings
from elp.models.kind import load_kind
from elp.models.store import save_model
from elp.models.train import train_model
from elp.training.device import DeviceName, pick_device
from elp.training.log import plot_training, write_training_csv
from elp.training.validation import kept_step


@dataclass(frozen=True)
class ModelRun:
    """Files and settings of a training run; each field is an option of the script.

    Attributes
    ----------
    features : Path
        Of the training split.
    module, settings : str
        Module of the kind of model, and its settings as JSON.
    schedule : str
        `ScheduleSettings` as JSON.
    seed : int
    code : tuple of Path
        Source files; a checkpoint of other code is not used.
    work : Path
        Folder for the checkpoints, removed at the end.
    model, table, plot : Path
        The trained model, a row per logged step, a plot of the rows.
    device : str
    """

    features: Path
    module: str
    settings: str
    schedule: str
    seed: int
    code: tuple[Path, ...]
    work: Path
    model: Path
    table: Path
    plot: Path
    device: DeviceName = "auto"

    def train(self, *, write: bool = True) -> None:
        """Train, from the last checkpoint if there is one.

        Parameters
        ----------
        write : bool
            Whether this process writes the outputs and removes the checkpoints; with several, one
            does.
        """
        kind = load_kind(self.module)
        trained = train_model(
            kind,
            self.features,
            kind.settings.model_validate_json(self.settings),
            ScheduleSettings.model_validate_json(self.schedule),
            seed=self.seed,
            work=self.work,
            code=self.code,
            device=pick_device(self.device),
        )
        if write:
            plot_training(self.plot, trained.rows)
            write_training_csv(self.table, trained.rows)
            kept = {stage: kept_step(rows) for stage, rows in trained.rows.items()}
            save_model(self.model, self.module, trained.model, kept)
            shutil.rmtree(self.work)
