"""Section on emotion control: whether a forced emotion shows in the generated listener."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from elp.config.tables import TableFacts
from elp.tables.text import bracket, line, number

NOTE = """
## Forced emotions

Listeners are generated under each emotion, whatever the speaker's. *forced*: the fraction of their
2-second windows that a probe, trained on real listeners, reads as that emotion, with intervals
over people. *real listeners*: the same for real test listeners. Mean over training seeds.

"""


def render_control(control: pd.DataFrame, facts: TableFacts) -> str:
    """The section in Markdown, from results/emotion_control.csv, for the runs of the table."""
    keys, values = ["dataset", "run", "emotion"], ["accuracy", "low", "high", "chance"]
    means = control.groupby([*keys, "generated"], sort=False)[values].mean().reset_index()
    forced, real = (means[means["generated"] == kind] for kind in ("forced", "real"))
    both = forced.merge(real, on=keys, how="left", suffixes=("", "_real"))
    lines = [line(["data set", "method", "emotion", "forced", "real listeners", "chance"])]
    lines.append(line(["---", "---", "---", "---:", "---:", "---:"]))
    for row in both.to_dict("records"):
        if row["run"] in facts.labels and row["dataset"] in facts.datasets:
            names = [str(row["dataset"]), facts.labels[row["run"]], str(row["emotion"])]
            intervals = [_interval(row, end) for end in ("", "_real")]
            lines.append(line([*names, *intervals, number(row["chance"])]))
    return NOTE + "\n".join(lines) + "\n"


def _interval(row: Mapping[Hashable, Any], end: str) -> str:
    accuracy, low, high = (row[f"{name}{end}"] for name in ("accuracy", "low", "high"))
    return f"{number(accuracy)}{bracket(low, high)}"
