"""Train a model on a data set's training split (rule train_model)."""

from elp.models.run import ModelRun
from elp.training.checkpoint import alone_in
from elp.training.distributed import ranks
from elp.workflow.job import job, parse


def main(*, run: ModelRun) -> None:
    """Train, or resume from the last checkpoint in the work folder, which is removed at the end."""
    with ranks() as own, job(run.model, run.table, run.plot), alone_in(run.work):
        run.train(write=own.first)


if __name__ == "__main__":
    parse(main)
