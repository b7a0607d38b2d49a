"""Whether a forced emotion changes what is generated, as a section of the appendix."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from elp.config.tables import TableFacts
from elp.tables.text import line, number

NOTE = """
## Forced emotions

Share of the 2-second windows of listeners generated under an emotion, whatever the speaker's, that
a probe trained on real listeners reads as that emotion, with intervals by bootstrap over clips;
beside it what it reads of real test listeners, and chance. Mean over training seeds.

"""


def render_control(control: pd.DataFrame, facts: TableFacts) -> str:
    """The section, from results/emotion_control.csv; runs that the table lacks are left out."""
    keys, values = ["dataset", "run", "emotion"], ["accuracy", "low", "high", "chance"]
    means = control.groupby([*keys, "generated"], sort=False)[values].mean().reset_index()
    forced, real = (means[means["generated"] == kind] for kind in ("forced", "real"))
    both = forced.merge(real, on=keys, how="left", suffixes=("", "_real"))
    lines = [line(["data set", "method", "emotion", "forced", "real listeners", "chance"])]
    lines.append(line(["---", "---", "---", "---:", "---:", "---:"]))
    for row in both.to_dict("records"):
        if row["run"] in facts.labels and row["dataset"] in facts.datasets:
            names = [str(row["dataset"]), facts.labels[row["run"]], str(row["emotion"])]
            found = [_interval(row, end) for end in ("", "_real")]
            lines.append(line([*names, *found, number(row["chance"])]))
    return NOTE + "\n".join(lines) + "\n"


def _interval(row: Mapping[Hashable, Any], end: str) -> str:
    accuracy, low, high = (row[f"{name}{end}"] for name in ("accuracy", "low", "high"))
    return f"{number(accuracy)} [{number(low)}, {number(high)}]"
