"""Table 1 for people: intervals, the paper's numbers beside, and what the numbers are made from."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from elp.config.scores import TableFacts
from elp.errors import DataError
from elp.tables import Cell, Column, cells, columns

TITLES = {
    "expression": "Facial coefficients β",
    "pose": "Head coefficients p",
    "blink": "Blinks φ",
}
HEADERS = {
    "fd": "FD ↓",
    "vd": "V-D → GT",
    "sid": "SI-D → GT",
    "rpcc": "RPCC ↓",
    "wtlcc": "WTLCC → GT",
    "sts": "STS ↓",
}
LAYOUTS = {
    "sample_corpus": "**made-up conversations, not the paper's**",
    "vico": "videos in the layout of ViCo",
    "clips": "videos of the user's own clip sheet",
}
SOURCES = {
    "sheet": "from the clip sheet",
    "table": "from the table given in the settings",
    "published": "from the speech, by the published Speech-Emotion-Analyzer weights",
    "sample_speech": "from the speech, by a network trained on the sample corpus' own labelled "
    "speech and not by the published weights",
}
NOTES = """\
- Each cell is the mean over clips (and over samples and seeds), with a {confidence:.0%} interval by
  bootstrap over clips in brackets{deviation}. The definitions are in docs/metrics.md.
- **Bold**: the best method, if the interval of its paired difference to the second best excludes 0.
  GT does not compete. ↓ lower is better, ↑ higher, → GT closer to the row GT.
- *Chance*: the same WTLCC between each speaker (for blinks: real listener) and listeners of other
  clips. A value that does not exceed it shows no relation.
- *paper*: the number printed in the paper's Table 1. Its FD and STS are headed × 10³ there and are
  copied as printed; ours are unscaled. Coefficients of this project come from its own landmark fit,
  not from the paper's tracker, so that the sizes of FD, V-D and STS of β are not comparable.
"""


def render(
    joined: Mapping[tuple[str, str], pd.DataFrame],
    facts: TableFacts,
    paper: pd.DataFrame,
    emotions: Mapping[str, Sequence[str]],
) -> str:
    """Table 1 as Markdown.

    Parameters
    ----------
    joined : mapping
        Scores by data set and run, from `elp.tables.seeds_joined`.
    facts : TableFacts
        What the settings say.
    paper : DataFrame
        config/paper/table1.csv.
    emotions : mapping
        By data set, the source of each clip's emotion label.
    """
    confidence, seeds = facts.metrics.confidence, next(iter(joined.values()))["seed"].nunique()
    deviation = ", ± the deviation over samples and seeds" if seeds > 1 else ""
    lines = ["# Table 1", "", NOTES.format(confidence=confidence, deviation=deviation)]
    for dataset in facts.table.datasets:
        scores = {run: joined[dataset, run] for run in facts.table.runs}
        half = paper[paper["dataset"] == facts.datasets[dataset].paper]
        lines += [f"## {dataset}", "", origin(dataset, scores, facts, emotions[dataset]), ""]
        for group, title in TITLES.items():
            chosen = [column for column in columns(facts.metrics) if column.group == group]
            lines += [f"### {title}", "", *_table(chosen, scores, facts, half), ""]
        lines += [f"- Paper, {row.label}: {row.note}." for row in _noted(half)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def origin(
    dataset: str, scores: Mapping[str, pd.DataFrame], facts: TableFacts, emotions: Sequence[str]
) -> str:
    """What the numbers of a data set are made from, in one line."""
    part = next(iter(scores.values()))
    counts = [
        _plural(part.loc[part["clip"] != "", "clip"].nunique(), f"{facts.table.split} clip"),
        _plural(part["seed"].nunique(), "training seed"),
        f"{_plural(max(s['sample'].nunique() for s in scores.values()), 'sample')} a clip",
    ]
    layout = LAYOUTS.get(facts.datasets[dataset].layout, facts.datasets[dataset].layout)
    used = sorted(set(emotions))
    labels = "; ".join(SOURCES.get(source, source) for source in used)
    return f"Made from {layout}: {', '.join(counts)}. Emotion labels: {labels}."


def read_paper(path: Path) -> pd.DataFrame:
    """Read the published numbers.

    Raises
    ------
    DataError
        If a column is missing.
    """
    table = pd.read_csv(path)
    if missing := sorted({"dataset", "method", "label", "note"} - set(table.columns)):
        raise DataError(f"{path} lacks the columns {missing}; restore it from the repository")
    return table


def read_sources(path: Path) -> list[str]:
    """The source of each clip's emotion label.

    Raises
    ------
    DataError
        If the column `source` is missing.
    """
    table = pd.read_csv(path)
    if "source" not in table:
        raise DataError(f"{path} lacks the column source; delete it and run the workflow again")
    return table["source"].astype(str).tolist()


def _table(
    chosen: Sequence[Column],
    scores: Mapping[str, pd.DataFrame],
    facts: TableFacts,
    paper: pd.DataFrame,
) -> list[str]:
    found = {column: cells(dict(scores), column, facts) for column in chosen}
    headers = ["method"]
    for column in chosen:
        headers.append("WTLCC ↑" if column.better == "higher" else HEADERS[column.metric])
        headers += ["chance"] if column.metric == "wtlcc" else []
    lines = [_line(headers), _line(["---"] + ["---:"] * (len(headers) - 1))]
    published = {str(row["method"]): row for row in paper.to_dict("records")}
    for run, label in facts.labels.items():
        lines.append(_line([label, *_row(found, run)]))
        if run in published:
            lines.append(_line(["*paper*", *_published(published[run], chosen)]))
    lines += [
        _line([f"*paper, {row['label']}*", *_published(row, chosen)])
        for method, row in published.items()
        if method not in facts.labels
    ]
    counts = list(_counts(found))
    return [*lines, "", *counts] if counts else lines


def _row(found: Mapping[Column, Mapping[str, Cell]], run: str) -> Iterable[str]:
    for column, by_run in found.items():
        cell = by_run[run]
        value = _number(cell.value)
        text = f"**{value}**" if cell.best else value
        if not math.isnan(cell.low):
            text += f" [{_number(cell.low)}, {_number(cell.high)}]"
        yield text if math.isnan(cell.deviation) else f"{text} ± {_number(cell.deviation)}"
        if column.metric == "wtlcc":
            yield _number(cell.noise_floor)


def _published(row: Mapping[Any, Any], chosen: Sequence[Column]) -> Iterable[str]:
    for column in chosen:
        yield _number(row[column.name], digits=None)
        if column.metric == "wtlcc":
            yield ""


def _counts(found: Mapping[Column, Mapping[str, Cell]]) -> Iterable[str]:
    """A line for each column in which clips were skipped, short, or stood still."""
    meanings = {
        "skipped": "skipped, since the score is undefined",
        "short": "shorter than a window",
        "constant": "with a series that stands still, whose correlation counts 0",
    }
    for column, by_run in found.items():
        for name, meaning in meanings.items():
            counts = {run: getattr(cell, name) for run, cell in by_run.items()}
            if any(counts.values()):
                listing = ", ".join(f"{run} {count}" for run, count in counts.items() if count)
                yield f"{column.metric.upper()}, clips {meaning}: {listing}."


def _noted(paper: pd.DataFrame) -> Iterable[Any]:
    return paper[paper["note"].notna()].itertuples()


def _number(value: float, digits: int | None = 4) -> str:
    """With about so many digits, as few as the paper has where none are given."""
    if math.isnan(value):
        return "–"
    if digits is None or value == 0:
        return f"{value:g}"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{value:.{min(max(decimals, 0), digits)}f}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _line(texts: Iterable[str]) -> str:
    return "| " + " | ".join(texts) + " |"
