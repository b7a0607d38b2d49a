"""Train the Mesh-to-Video Renderer (rule train_renderer)."""

from elp.renderer.run import RendererRun
from elp.training.checkpoint import alone_in
from elp.training.distributed import ranks
from elp.workflow.job import job, parse


def main(*, run: RendererRun) -> None:
    """Train, or resume from the last checkpoint in the work folder, which is removed at the end."""
    with ranks() as own, job(*run.outputs), alone_in(run.work):
        run.train(write=own.first)


if __name__ == "__main__":
    parse(main)
