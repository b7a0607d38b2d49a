"""Train a model on a data set's training split (rule train_model)."""

import shutil
from pathlib import Path

from elp.config.schedule import ScheduleSettings
from elp.models.kind import load_kind
from elp.models.store import save_model
from elp.models.train import train_model
from elp.training.checkpoint import alone_in
from elp.training.device import DeviceName, pick_device
from elp.training.distributed import ranks
from elp.training.log import plot_training, write_training_csv
from elp.workflow.job import job, parse


def main(
    features: Path,
    module: str,
    settings: str,
    schedule: ScheduleSettings,
    seed: int,
    code: list[Path],
    work: Path,
    model: Path,
    table: Path,
    plot: Path,
    device: DeviceName = "auto",
) -> None:
    """Train, or go on from the checkpoint in the work folder, which is removed at the end."""
    with ranks() as own, job(model, table, plot), alone_in(work):
        kind = load_kind(module)
        trained = train_model(
            kind,
            features,
            kind.settings.model_validate_json(settings),
            schedule,
            seed=seed,
            work=work,
            code=code,
            device=pick_device(device),
        )
        if not own.first:
            return
        plot_training(plot, trained.rows)
        write_training_csv(table, trained.rows)
        save_model(model, module, trained.model)
        shutil.rmtree(work)


if __name__ == "__main__":
    parse(main)
