"""The report of a training run: a CSV row for each logged step of each stage, and a plot."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from elp.io.files import atomic
from elp.io.rows import write_frame
from elp.training.validation import kept_step

OTHER_COLUMNS = ("total", "gradient_norm", "windows_per_s", "validation")
Rows = Mapping[str, Sequence[Mapping[str, float]]]  # by stage


def write_training_csv(path: Path, rows: Rows) -> None:
    """Write stage, step, terms, total, gradient norm, windows per second and validation score.

    A term that a stage lacks is empty in its rows, as is the score of a step without one. `kept` is
    1 in the row of the step whose weights the stage ends with, else 0.
    """
    parts = []
    for stage, logged in rows.items():
        part = pd.DataFrame(logged).astype({"step": int})
        part.insert(0, "stage", stage)
        part["kept"] = (part["step"] == kept_step(logged)).astype(int)
        parts.append(part)
    table = pd.concat(parts)
    last = [name for name in ("validation", "kept") if name in table]
    write_frame(path, table[[name for name in table if name not in last] + last])


def plot_training(path: Path, rows: Rows) -> None:
    """Plot loss terms, gradient norm and throughput over the steps, one column for each stage.

    The validation score, if there is one, is drawn with the step that is kept.

    Parameters
    ----------
    path : Path
        A ``.png`` file.
    rows : mapping
        By stage, as returned by `elp.training.loop.fit`.
    """
    figure = Figure(figsize=(8 * len(rows), 9), layout="constrained")
    axes = figure.subplots(3, len(rows), sharex="col", height_ratios=[3, 1, 1], squeeze=False)
    for column, (stage, logged) in zip(axes.T, rows.items(), strict=True):
        table = pd.DataFrame(logged).set_index("step")
        _plot_stage(tuple(column), stage, table, kept_step(logged))
    with atomic(path) as temporary:
        # Without the version of matplotlib in the file, equal rows give equal bytes.
        figure.savefig(temporary, dpi=120, metadata={"Software": None})


def _plot_stage(axes: Sequence[Axes], stage: str, table: pd.DataFrame, kept: int) -> None:
    top, middle, bottom = axes
    for name in [name for name in table.columns if name not in OTHER_COLUMNS]:
        top.plot(table.index, table[name], label=name, linewidth=1)
    top.plot(table.index, table["total"], label="total", color="black")
    if "validation" in table:
        score = table["validation"].dropna()
        top.plot(score.index, score, label="validation", color="magenta")
        top.plot(kept, score[kept], "o", label=f"kept: step {kept}", color="magenta")
    # Some losses, such as the likelihood of a density, have terms below 0.
    linear = (table.drop(columns="gradient_norm") < 0).any(axis=None)
    top.set(title=stage, ylabel="loss term, weighted", yscale="linear" if linear else "log")
    top.legend(ncols=3)
    middle.plot(table.index, table["gradient_norm"], color="black", linewidth=1)
    middle.set(ylabel="gradient norm", yscale="log")
    bottom.plot(table.index, table["windows_per_s"], color="black", linewidth=1)
    bottom.set(ylabel="windows per second", xlabel="step", ylim=(0, None))
