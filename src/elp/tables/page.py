"""A table as a page for people: intervals, the paper's numbers, what the numbers are made from."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from elp.config.tables import TableFacts
from elp.io.rows import read_frame
from elp.tables.chance import chance_notes
from elp.tables.columns import SECTIONS, TableColumn, columns, shown
from elp.tables.compare import Cell, Joined, cells, scores_by_column
from elp.tables.emotion_control import render_control
from elp.tables.origin import comparability, origin
from elp.tables.pairs import render_pairs
from elp.tables.text import bracket, line, number

NOTES = """\
- Each cell is the mean over clips (and over samples and seeds), with a {confidence:.0%} interval
  over people{seeds} in brackets{deviation}. The definitions are in docs/metrics.md.
- **Bold**: the best method{among}, if its paired difference to the second best is not 0 by Holm's
  correction over the columns of a data set, and if it exceeds chance. The intervals are not
  corrected. GT does not compete. ↓ lower is better, ↑ higher, → GT closer to the row GT.
"""
CHANCE = """\
- *Chance*: the same WTLCC between each speaker (for blinks: real listener) and listeners of other
  clips. A value that does not exceed it shows no relation, and is never bold. The same holds for
  RPCC, whose chance level is in results/metrics.parquet.
"""
PAPER = """\
- *paper*: the number printed in the paper's table. Its FD and STS are headed × 10³ there and are
  copied as printed; ours are unscaled.
"""


def render(
    joined: Joined,
    facts: TableFacts,
    paper: pd.DataFrame | None,
    emotions: Mapping[str, Sequence[str]],
    control: pd.DataFrame | None = None,
) -> str:
    """A table as Markdown.

    Parameters
    ----------
    joined : mapping
        Scores by data set and run, from `elp.tables.compare.seeds_joined`.
    facts : TableFacts
        The table's settings.
    paper : DataFrame or None
        config/paper/{table}.csv, if the paper has such a table.
    emotions : mapping
        By data set, the source of each clip's emotion label.
    control : DataFrame or None
        results/emotion_control.csv, if the page has a section on it.
    """
    seeds = next(iter(joined.values()))["seed"].nunique()
    confidence = facts.metrics.confidence
    notes = NOTES.format(
        confidence=confidence,
        seeds=" and training seeds" if seeds > 1 else "",
        deviation=f", ± the deviation over {seeds} training seeds" if seeds > 1 else "",
        among=" of each group" if facts.table.groups else "",
    )
    if any(column.metric == "wtlcc" for column in columns(facts)):
        notes += CHANCE
    if paper is not None:
        notes += PAPER + comparability(facts)
    lines = [f"# {facts.table.title or facts.name}", "", notes]
    for dataset in facts.table.datasets:
        scores = {run: joined[dataset, run] for run in facts.table.rows}
        chosen = shown(facts, scores.values())
        half = None if paper is None else paper[paper["dataset"] == facts.datasets[dataset].paper]
        lines += [f"## {dataset}", "", origin(dataset, scores, facts, emotions[dataset]), ""]
        by_column = scores_by_column(scores, chosen, facts)
        printed = cells(scores, by_column, facts)
        for section in dict.fromkeys(column.section for column in chosen):
            own = {column: printed[column] for column in chosen if column.section == section}
            below = [*_counts(own), *chance_notes({c: by_column[c] for c in own}, facts)]
            lines += [f"### {SECTIONS[section]}", "", *_table(own, facts, half), ""]
            lines += [*below, ""] if below else []
        lines += render_pairs(chosen, scores, facts)
        if half is not None:
            lines += [f"- Paper, {row.label}: {row.note}." for row in _noted(half)]
        lines.append("")
    section = "" if control is None else render_control(control, facts)
    return "\n".join(lines).rstrip() + "\n" + section


def read_paper(path: Path) -> pd.DataFrame:
    """Read the published numbers.

    Raises
    ------
    DataError
        If a column is missing.
    """
    needed = ("dataset", "method", "label", "note")
    return read_frame(path, needed, remedy="restore it from the repository")


def _table(
    by_column: Mapping[TableColumn, Mapping[str, Cell]],
    facts: TableFacts,
    paper: pd.DataFrame | None,
) -> list[str]:
    chosen = list(by_column)
    headers = ["method"]
    for column in chosen:
        headers += [column.header, "chance"] if column.metric == "wtlcc" else [column.header]
    lines = [line(headers), line(["---"] + ["---:"] * (len(headers) - 1))]
    published = {} if paper is None else {str(r["method"]): r for r in paper.to_dict("records")}
    for run in facts.table.runs:
        lines.append(line([facts.labels[run], *_row(by_column, run)]))
        if run in published:
            lines.append(line(["*paper*", *_published(published[run], chosen)]))
    lines += [
        line([f"*paper, {row['label']}*", *_published(row, chosen)])
        for method, row in published.items()
        if method not in facts.labels
    ]
    if facts.table.beyond:
        lines.append(line(["*beyond the paper*", *[""] * (len(headers) - 1)]))
        lines += [line([facts.labels[run], *_row(by_column, run)]) for run in facts.table.beyond]
    return lines


def _row(by_column: Mapping[TableColumn, Mapping[str, Cell]], run: str) -> Iterable[str]:
    for column, by_run in by_column.items():
        cell = by_run[run]
        value = number(cell.value)
        text = (f"**{value}**" if cell.best else value) + bracket(cell.low, cell.high)
        yield text if math.isnan(cell.deviation) else f"{text} ± {number(cell.deviation)}"
        if column.metric == "wtlcc":
            yield number(cell.noise_floor)


def _published(row: Mapping[Any, Any], chosen: Sequence[TableColumn]) -> Iterable[str]:
    for column in chosen:
        yield number(row.get(column.name, math.nan), digits=None)
        if column.metric == "wtlcc":
            yield ""


def _counts(by_column: Mapping[TableColumn, Mapping[str, Cell]]) -> Iterable[str]:
    """A line for each column with clips that were skipped, short or constant."""
    meanings = {
        "skipped": "skipped because the score is undefined",
        "short": "shorter than a window",
        "constant": "with a constant series, whose correlation counts as 0",
    }
    for column, by_run in by_column.items():
        for name, meaning in meanings.items():
            counts = {run: getattr(cell, name) for run, cell in by_run.items()}
            if any(counts.values()):
                listing = ", ".join(f"{run} {count}" for run, count in counts.items() if count)
                yield f"- {column.header.split()[0]}, clips {meaning}: {listing}."


def _noted(paper: pd.DataFrame) -> Iterable[Any]:
    return paper[paper["note"].notna()].itertuples()
