"""What a training run reports: a CSV row per logged step, and a plot of the rows."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from elp.files import atomic

OTHER_COLUMNS = ("step", "total", "gradient_norm", "windows_per_s")


def write_training_csv(path: Path, rows: list[dict[str, float]]) -> None:
    """Write one row per logged step: step, each term, total, gradient norm, windows per second."""
    with atomic(path) as temporary:
        pd.DataFrame(rows).astype({"step": int}).to_csv(temporary, index=False)


def plot_training(path: Path, rows: list[dict[str, float]]) -> None:
    """Draw loss terms, gradient norm and throughput over the steps.

    Parameters
    ----------
    path : Path
        A ``.png`` file.
    rows : list of dict
        As returned by `elp.training.fit`.
    """
    table = pd.DataFrame(rows).set_index("step")
    terms = [name for name in table.columns if name not in OTHER_COLUMNS]
    figure = Figure(figsize=(8, 9), layout="constrained")
    top, middle, bottom = figure.subplots(3, sharex=True, height_ratios=[3, 1, 1])
    for name in terms:
        top.plot(table.index, table[name], label=name, linewidth=1)
    top.plot(table.index, table["total"], label="total", color="black")
    top.set(ylabel="loss term, weighted", yscale="log")
    top.legend(ncols=3)
    middle.plot(table.index, table["gradient_norm"], color="black", linewidth=1)
    middle.set(ylabel="gradient norm", yscale="log")
    bottom.plot(table.index, table["windows_per_s"], color="black", linewidth=1)
    bottom.set(ylabel="windows per second", xlabel="step", ylim=(0, None))
    with atomic(path) as temporary:
        # Without the version of matplotlib in the file, the same rows give the same bytes.
        figure.savefig(temporary, dpi=120, metadata={"Software": None})
