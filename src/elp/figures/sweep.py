"""Plots of a table's columns over a setting that its runs vary, such as the number of heads."""

import math
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from elp.config.tables import TableFacts
from elp.errors import ElpError
from elp.io.files import atomic
from elp.tables.columns import TableColumn, columns
from elp.tables.compare import Cell, Joined, cells, scores_by_column


def plot_sweep(path: Path, joined: Joined, facts: TableFacts) -> None:
    """Draw a panel per column and a line per data set, with intervals; other runs are horizontal.

    Raises
    ------
    ElpError
        If fewer than two runs of the table have the swept setting.
    """
    if len(facts.swept) < 2:
        raise ElpError(
            f"tables.{facts.name}.sweep: fewer than two of its runs have `{facts.table.sweep}`; "
            "name runs with `ase`, or remove `sweep`"
        )
    chosen = columns(facts)
    across = 4
    down = math.ceil(len(chosen) / across)
    figure = Figure(figsize=(3.6 * across, 3 * down), layout="constrained")
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for number, dataset in enumerate(facts.table.datasets):
        scores = {run: joined[dataset, run] for run in facts.table.rows}
        by_column = cells(scores, scores_by_column(scores, chosen, facts), facts)
        for panel, column in zip(panels, chosen, strict=False):
            _plot(panel, by_column[column], facts, f"C{number}")
    for panel, column in zip(panels, chosen, strict=False):
        _describe(panel, column, facts)
    for panel in panels[len(chosen) :]:
        panel.set_axis_off()
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    with atomic(path) as temporary:
        figure.savefig(temporary, dpi=130, metadata={"Software": None})


def _plot(panel: Axes, by_run: dict[str, Cell], facts: TableFacts, colour: str) -> None:
    runs = sorted(facts.swept, key=lambda run: facts.swept[run])
    x = [facts.swept[run] for run in runs]
    y = [by_run[run].value for run in runs]
    below = [_length(by_run[run].value - by_run[run].low) for run in runs]
    above = [_length(by_run[run].high - by_run[run].value) for run in runs]
    panel.errorbar(x, y, (below, above), color=colour, marker="o", capsize=2, label="ELP")
    styles = ("--", ":", "-.")
    others = [run for run in facts.table.rows if run not in facts.swept]
    for style, run in zip(styles, others, strict=False):
        panel.axhline(by_run[run].value, color="black", linestyle=style, label=facts.labels[run])


def _length(bar: float) -> float:
    """Length of an error bar; 0 where there is no interval."""
    return 0.0 if math.isnan(bar) else max(0.0, bar)


def _describe(panel: Axes, column: TableColumn, facts: TableFacts) -> None:
    panel.set_xscale("log", base=2)
    ticks = sorted(set(facts.swept.values()))
    panel.set_xticks(ticks, [str(tick) for tick in ticks])
    prefix = "" if column.section in ("sum", "blink") else f"{column.section} "
    blink = "blink " if column.section == "blink" else ""
    panel.set(title=f"{prefix}{blink}{column.header}", xlabel=str(facts.table.sweep))
