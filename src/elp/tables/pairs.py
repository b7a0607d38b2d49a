"""Every method against the reference of a table, for people."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from elp.config.tables import TableFacts
from elp.tables.columns import SECTIONS, TableColumn
from elp.tables.compare import Difference, differences
from elp.tables.text import line, number

PAIRS = """\
Differences to {reference} on the same clips, with {confidence:.0%} intervals: each is the method's
distance from the ideal (from the row GT where → GT) minus that of {reference}, so above 0
{reference} is better and below 0 the method. **Bold**: the interval excludes 0.
"""


def render_pairs(
    chosen: Sequence[TableColumn], scores: Mapping[str, pd.DataFrame], facts: TableFacts
) -> list[str]:
    """Every method against the reference, a column a score."""
    found = {column: differences(scores, column, facts) for column in chosen}
    runs = [run for run in facts.table.rows if any(run in by_run for by_run in found.values())]
    if not runs or facts.reference is None:
        return []
    reference = facts.labels[facts.reference]
    note = PAIRS.format(reference=reference, confidence=facts.metrics.confidence)
    lines = [f"### Against {reference}", "", note]
    for section in dict.fromkeys(column.section for column in chosen):
        own = [column for column in chosen if column.section == section]
        headers = [SECTIONS[section], *(column.header for column in own)]
        lines += [line(headers), line(["---"] + ["---:"] * len(own))]
        for run in runs:
            texts = (_difference(found[column].get(run)) for column in own)
            lines.append(line([facts.labels[run], *texts]))
        lines.append("")
    return lines


def _difference(found: Difference | None) -> str:
    if found is None or math.isnan(found.value):
        return "–"
    text = f"{number(found.value)} [{number(found.low)}, {number(found.high)}]"
    return f"**{text}**" if found.excludes_zero() else text
