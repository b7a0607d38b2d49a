"""Paired differences: every method against the table's reference, as Markdown."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from elp.config.tables import TableFacts
from elp.tables.columns import SECTIONS, TableColumn
from elp.tables.differences import Difference, differences, significant
from elp.tables.text import bracket, line, number

PAIRS = """\
Differences to {reference} on the same clips, with {confidence:.0%} intervals: the method's distance
from the ideal (from row GT if the column says → GT) minus that of {reference}. Above 0 {reference}
is better, below 0 the method. The intervals are not corrected for their number. **Bold** is: the
difference is not 0, by Holm's correction over all differences of this data set below.
"""


def render_pairs(
    chosen: Sequence[TableColumn], scores: Mapping[str, pd.DataFrame], facts: TableFacts
) -> list[str]:
    """Tables of the methods' differences to the reference, a column per score."""
    gaps = {column: differences(scores, column, facts) for column in chosen}
    runs = [run for run in facts.table.rows if any(run in by_run for by_run in gaps.values())]
    if not runs or facts.reference is None:
        return []
    reference = facts.labels[facts.reference]
    note = PAIRS.format(reference=reference, confidence=facts.metrics.confidence)
    lines = [f"### Against {reference}", "", note]
    tested = [(column, run) for column, by_run in gaps.items() for run in by_run]
    marks = significant([gaps[column][run] for column, run in tested], facts.metrics.confidence)
    bold = {place for place, mark in zip(tested, marks, strict=True) if mark}
    for section in dict.fromkeys(column.section for column in chosen):
        own = [column for column in chosen if column.section == section]
        headers = [SECTIONS[section], *(column.header for column in own)]
        lines += [line(headers), line(["---"] + ["---:"] * len(own))]
        for run in runs:
            texts = (
                _difference(gaps[column].get(run), bold=(column, run) in bold) for column in own
            )
            lines.append(line([facts.labels[run], *texts]))
        lines.append("")
    return lines


def _difference(gap: Difference | None, *, bold: bool) -> str:
    if gap is None or math.isnan(gap.value):
        return "–"
    text = f"{number(gap.value)}{bracket(gap.low, gap.high)}"
    return f"**{text}**" if bold else text
