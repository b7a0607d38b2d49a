"""Learning curves of every model at its published sizes: losses of training and of validation.

    python benchmarks/learning_curves.py --corpus FOLDER --output FOLDER [--proportion 0.04]
        [--validations 20] [--runs elp elp_es rlhg pch l2l] [--threads 1]

The corpus is one of `benchmarks/motion_only.py`. Every model trains for the same proportion of the
10 000 steps of 32 windows that the paper gives for ViCo, and is validated on held-out listeners.
Writes curves.csv, curves.png and table.csv, and prints the table. A killed run continues from its
checkpoints, in `work` of the output; a second one there only draws. At 0.04, with 20 validations,
one core of a server needs 40 minutes.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from models import RUNS

from elp.config.models import MODELS, RunSettings
from elp.config.schedule import ScheduleSettings
from elp.io.files import atomic
from elp.io.rows import write_frame
from elp.models.ase.kind import MOTION_TERMS
from elp.models.kind import load_kind
from elp.models.train import train_model
from elp.workflow.job import parse

PUBLISHED = ScheduleSettings()
TITLES = {
    ("elp", "ase"): "ELP",
    ("elp_es", "ase"): "ELP-ES",
    ("rlhg", "rlhg"): "RLHG",
    ("pch", "pch"): "PCH",
    ("l2l", "vqvae"): "L2L, VQ-VAE",
    ("l2l", "predictor"): "L2L, predictor of codes",
}
END = 0.2  # fraction of the steps that the slope at the end is about
START = 0.04  # fraction of the steps that the plot's height leaves out


def train(
    name: str, corpus: Path, schedule: ScheduleSettings, work: Path
) -> Iterator[pd.DataFrame]:
    """Losses of each stage of a run: run, stage, step, training, validation."""
    run = RunSettings.model_validate(RUNS[name])
    assert run.kind is not None
    assert run.model is not None
    trained = train_model(
        load_kind(MODELS[run.kind].module),
        corpus / "train.arrow",
        run.model,
        schedule,
        seed=0,
        work=work / name,
        device=torch.device("cpu"),
    )
    for stage, logged in trained.rows.items():
        rows = pd.DataFrame(logged)
        # The validation of an ASE leaves the emotion out, so its training curve does too.
        judged = rows.columns.intersection(MOTION_TERMS) if run.kind == "ase" else ["total"]
        rows["training"] = rows[judged].sum(axis=1)
        rows.insert(0, "stage", stage)
        rows.insert(0, "run", name)
        yield rows[["run", "stage", "step", "training", "validation"]]


def summarise(curves: pd.DataFrame) -> pd.DataFrame:
    """First, best and last validation loss of each stage, and the slope at the end.

    `end_slope` is the fall of a line through the last fifth of the steps, as a fraction of the
    range of all validations: below 0 the loss rises, about 0 it has come to rest.
    """
    rows = []
    for (run, stage), part in curves.dropna().groupby(["run", "stage"], sort=False):
        steps, losses = part["step"].to_numpy(), part["validation"].to_numpy()
        end = steps >= (1 - END) * steps[-1]
        fall = -np.polyfit(steps[end], losses[end], 1)[0] * END * steps[-1]
        row = {"run": run, "stage": stage, "first": losses[0], "best": losses.min()}
        row |= {"last": losses[-1], "best_step": steps[losses.argmin()], "steps": steps[-1]}
        rows.append(row | {"end_slope": fall / np.ptp(losses)})
    return pd.DataFrame(rows)


def draw(path: Path, curves: pd.DataFrame, table: pd.DataFrame) -> None:
    """Plot the curves of all stages side by side."""
    columns = min(3, len(table))
    lines = -(-len(table) // columns)
    figure = Figure(figsize=(5 * columns, 4 * lines), layout="constrained")
    axes = figure.subplots(lines, columns, squeeze=False).flat
    for row, plot in zip(table.to_dict("records"), axes, strict=False):
        run, stage = row["run"], row["stage"]
        draw_stage(plot, curves[(curves["run"] == run) & (curves["stage"] == stage)], row)
        plot.set_title(TITLES[run, stage])
    for unused in list(axes):
        unused.remove()
    figure.supxlabel(f"step, of {PUBLISHED.batch_size} windows")
    figure.supylabel("loss; each network has its own, so heights cannot be compared")
    steps = f"{table['steps'].max():,} of the published {PUBLISHED.steps:,} steps"
    figure.suptitle(f"Published sizes, motion-only corpus, {steps}")
    with atomic(path) as temporary:
        figure.savefig(temporary, dpi=110, metadata={"Software": None})


def draw_stage(plot: Axes, curves: pd.DataFrame, row: dict[str, float]) -> None:
    """Plot the curves of a stage with the step that is kept."""
    scored = curves.dropna()
    plot.plot(curves["step"], curves["training"], label="training, one batch", linewidth=1)
    plot.plot(scored["step"], scored["validation"], label="held-out listeners", marker=".")
    plot.axvline(row["best_step"], color="grey", linestyle=":", label="step that is kept")
    # The loss of the first steps is so large that it would flatten the rest.
    later = curves[curves["step"] > curves["step"].max() * START]
    low, high = np.nanquantile(later[["training", "validation"]], [0, 1])
    plot.set_ylim(low - 0.05 * (high - low), high + 0.35 * (high - low))
    end = f"last fifth of the steps: falls by {row['end_slope']:.0%} of the range"
    plot.legend(loc="upper right", fontsize=8, title=end, title_fontsize=8)


def main(
    *,
    corpus: Path,
    output: Path,
    runs: list[str] | None = None,
    proportion: float = 0.04,
    validations: int = 20,
    threads: int = 1,
) -> None:
    """Train, and write the curves and the table."""
    torch.set_num_threads(threads)
    steps = round(proportion * PUBLISHED.steps)
    schedule = PUBLISHED.model_copy(
        update={"steps": steps, "validate_every": max(1, steps // validations)}
    )
    parts = []
    for name in runs or RUNS:
        parts += train(name, corpus, schedule, output / "work")
        curves = pd.concat(parts)
        table = summarise(curves)
        write_frame(output / "curves.csv", curves)
        write_frame(output / "table.csv", table)
        draw(output / "curves.png", curves, table)
    print(table.round(3).to_string(index=False))


if __name__ == "__main__":
    parse(main)
