"""Train the Mesh-to-Video Renderer (rule train_renderer)."""

import shutil
from pathlib import Path

from elp.config.renderer import RendererRunSettings
from elp.renderer.store import save_renderer
from elp.renderer.training import train_renderer, write_picture
from elp.renderer.trunks import load_trunk
from elp.training.checkpoint import alone_in
from elp.training.device import DeviceName, pick_device
from elp.training.distributed import ranks
from elp.training.log import plot_training, write_training_csv
from elp.workflow.job import job, parse


def main(
    *,
    frames: list[Path],
    settings: str,
    code: list[Path],
    work: Path,
    model: Path,
    table: Path,
    plot: Path,
    examples: Path,
    vgg19: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Train, or go on from the checkpoint in the work folder, which is removed at the end."""
    with ranks() as own, job(model, table, plot, examples), alone_in(work):
        chosen = RendererRunSettings.model_validate_json(settings)
        trunk = load_trunk(vgg19)
        trained = train_renderer(
            frames,
            chosen.network,
            chosen.schedule,
            trunk,
            seed=chosen.seed,
            work=work,
            device=pick_device(device),
            code=code,
        )
        if not own.first:
            return
        rows = {"renderer": trained.rows}
        write_picture(examples, trained.examples)
        plot_training(plot, rows)
        write_training_csv(table, rows)
        save_renderer(model, trained.model, trunk.name)
        shutil.rmtree(work)


if __name__ == "__main__":
    parse(main)
