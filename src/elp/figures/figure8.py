"""Figure 8: how often each emotion occurs in a data set."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from elp.io.files import atomic
from elp.io.rows import read_frame


def label_shares(
    tables: Mapping[str, Path], emotions: Mapping[str, tuple[str, ...]]
) -> pd.DataFrame:
    """Number and share of clips with each emotion, a row per data set and emotion.

    Parameters
    ----------
    tables : mapping
        results/emotion/{dataset}.csv by data set.
    emotions : mapping
        Emotions of each data set in order; one that never occurs still has a row.

    Raises
    ------
    DataError
        If a table has no column `emotion`.
    """
    rows = []
    for dataset, path in tables.items():
        table = read_frame(path, ("emotion",))
        counts = table["emotion"].value_counts()
        for emotion in emotions[dataset]:
            count = int(counts.get(emotion, 0))
            rows.append((dataset, emotion, count, count / max(1, len(table))))
    return pd.DataFrame(rows, columns=["dataset", "emotion", "clips", "share"])


def plot_labels(path: Path, shares: pd.DataFrame) -> None:
    """Draw a panel of bars per data set, with the number of clips on each bar."""
    groups = list(shares.groupby("dataset", sort=False))
    figure = Figure(figsize=(1 + 3.2 * len(groups), 3.4), layout="constrained")
    panels = figure.subplots(1, len(groups), squeeze=False, sharey=True)[0]
    for panel, (dataset, part) in zip(panels, groups, strict=True):
        bars = panel.bar(part["emotion"], part["share"], color="tab:blue")
        panel.bar_label(bars, labels=[str(count) for count in part["clips"]])
        panel.set(title=str(dataset), ylim=(0, 1))
        panel.tick_params(axis="x", labelrotation=20)
    panels[0].set_ylabel("share of clips")
    with atomic(path) as temporary:
        figure.savefig(temporary, dpi=150, metadata={"Software": None})
