"""Learning curves of every model at its published sizes: losses of training and of validation.

    python benchmarks/learning_curves.py --corpus FOLDER --output FOLDER [--proportion 0.04]
        [--validations 20] [--runs elp elp_es rlhg pch l2l] [--threads 1]

The corpus is one of `benchmarks/motion_only.py`. Every model trains for the same proportion of the
10 000 steps of 32 windows that the paper gives for ViCo, and is validated on held-out listeners.
Writes curves.csv, curves.png and table.csv, and prints the table. A killed run continues from its
checkpoints, in `work` of the output; a second one there only draws. At 0.04, with 20 validations,
one core of a server needs 40 minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
import yaml
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from snakemake.utils import update_config

from elp.config.models import MODELS, RunSettings
from elp.config.root import Config, check_config
from elp.config.schedule import ScheduleSettings
from elp.io.files import atomic
from elp.io.rows import write_frame, write_records
from elp.models.kind import load_kind
from elp.models.train import train_model
from elp.workflow.job import parse

TITLES = {
    ("elp", "ase"): "ELP (Eq. 7 without emotion)",
    ("elp_es", "ase"): "ELP-ES (energy score and blinks)",
    ("rlhg", "rlhg"): "RLHG (distance)",
    ("pch", "pch"): "PCH (distance)",
    ("l2l", "vqvae"): "L2L, VQ-VAE (L1)",
    ("l2l", "predictor"): "L2L, predictor of codes (nats)",
}
IGNORED = ["emotion", "quantiser"]  # terms that do not count in validation, nor in these curves
END = 0.2  # fraction of the steps that the slope at the end is about
START = 0.04  # fraction of the steps that the plot's height leaves out


@dataclass(frozen=True)
class Summary:
    """The course of a stage's validation loss.

    `end_slope` is the fall of a line through the last fifth of the steps, as a fraction of the
    range of all validations: below 0 the loss rises, about 0 it has come to rest.
    """

    run: str
    stage: str
    first: float
    best: float
    last: float
    best_step: int
    steps: int
    end_slope: float


def read_paper() -> Config:
    """The settings of the paper's sizes."""
    values, paper = (
        yaml.safe_load(Path("config", name).read_text()) for name in ("config.yaml", "paper.yaml")
    )
    update_config(values, paper)
    return check_config(values)


def train(
    name: str, run: RunSettings, corpus: Path, schedule: ScheduleSettings, work: Path
) -> Iterator[pd.DataFrame]:
    """Losses of each stage of a run: run, stage, step, training, validation."""
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
        statistics=corpus / "statistics.npz",
    )
    for stage, logged in trained.rows.items():
        rows = pd.DataFrame(logged)
        rows["training"] = rows["total"] - rows[rows.columns.intersection(IGNORED)].sum(axis=1)
        rows.insert(0, "stage", stage)
        rows.insert(0, "run", name)
        yield rows[["run", "stage", "step", "training", "validation"]]


def summarise(curve: pd.DataFrame) -> Summary:
    """The course of a stage's validation."""
    scored = curve.dropna()
    steps, losses = scored["step"].to_numpy(), scored["validation"].to_numpy()
    end = steps >= (1 - END) * steps[-1]
    fall = -np.polyfit(steps[end], losses[end], 1)[0] * END * steps[-1]
    return Summary(
        *(curve["run"].iloc[0], curve["stage"].iloc[0]),
        *(float(losses[0]), float(losses.min()), float(losses[-1])),
        best_step=int(steps[losses.argmin()]),
        steps=int(steps[-1]),
        end_slope=float(fall / np.ptp(losses)),
    )


def draw(
    path: Path, title: str, curves: Sequence[pd.DataFrame], summaries: Sequence[Summary]
) -> None:
    """Plot the curves of all stages side by side."""
    columns = min(3, len(curves))
    lines = -(-len(curves) // columns)
    figure = Figure(figsize=(5 * columns, 4 * lines), layout="constrained")
    axes = figure.subplots(lines, columns, squeeze=False).ravel()
    for plot, curve, summary in zip(axes, curves, summaries, strict=False):
        draw_stage(plot, curve, summary)
    for unused in axes[len(curves) :]:
        unused.remove()
    figure.supxlabel("step")
    figure.supylabel("loss; each network has its own, so heights cannot be compared")
    figure.suptitle(title)
    with atomic(path) as temporary:
        figure.savefig(temporary, dpi=110, metadata={"Software": None})


def draw_stage(plot: Axes, curve: pd.DataFrame, summary: Summary) -> None:
    """Plot the curves of a stage with the step that is kept."""
    scored = curve.dropna()
    plot.plot(curve["step"], curve["training"], label="training, one batch", linewidth=1)
    plot.plot(scored["step"], scored["validation"], label="validation, other listeners", marker=".")
    plot.axvline(summary.best_step, color="grey", linestyle=":", label="step that is kept")
    # The loss of the first steps is so large that it would flatten the rest.
    later = curve[curve["step"] > summary.steps * START][["training", "validation"]]
    low, high = np.nanmin(later), np.nanmax(later)
    plot.set(title=TITLES[summary.run, summary.stage])
    plot.set_ylim(low - 0.05 * (high - low), high + 0.35 * (high - low))
    course = "falls" if summary.end_slope >= 0 else "rises"
    end = f"last fifth of the steps: {course} by {abs(summary.end_slope):.0%} of its range"
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
    paper = read_paper()
    published = paper.datasets["vico"].schedule
    steps = round(proportion * published.steps)
    every = max(1, steps // validations)
    schedule = published.model_copy(update={"steps": steps, "validate_every": every})
    length = f"{steps:,} of the {published.steps:,} published steps"
    title = f"Published sizes, motion-only corpus: {length} of {published.batch_size} windows"
    curves: list[pd.DataFrame] = []
    for name in runs or dict.fromkeys(run for run, _ in TITLES):
        curves += train(name, paper.runs[name], corpus, schedule, output / "work")
        summaries = [summarise(curve) for curve in curves]
        write_frame(output / "curves.csv", pd.concat(curves))
        write_records(output / "table.csv", Summary, summaries)
        draw(output / "curves.png", title, curves, summaries)
    print(pd.DataFrame(summaries).round(3).to_string(index=False))


if __name__ == "__main__":
    parse(main)
