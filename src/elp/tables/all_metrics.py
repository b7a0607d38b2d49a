"""results/metrics.parquet: all metrics of all runs in one tidy table, compared with a reference."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from elp.config.scores import MetricSettings
from elp.io.columns import write_parquet
from elp.scoring.registry import METRICS
from elp.scoring.score_rows import each_resampled
from elp.scoring.scores_file import RunScores, plain
from elp.scoring.summary import summarise
from elp.tables.differences import Distance, difference, distance

ALL_SEEDS = -1
KEY = ["group", "metric", "variant"]


def all_metrics(
    runs: Sequence[RunScores], settings: MetricSettings, reference: str
) -> pd.DataFrame:
    """One row per data set, run, seed, split, group, metric and variant; seed −1 means all seeds.

    Adds to the columns of `elp.scoring.summary`: `seed_deviation`, the standard deviation over
    seeds (for seed −1), and `difference`, `difference_low`, `difference_high`, the run's distance
    from the ideal minus the reference's on the same clips: above 0 the reference is better.
    """
    parts = []
    for origin, scores in _with_all_seeds(runs):
        summary = summarise(scores, settings)
        for position, (name, value) in enumerate(origin.items()):
            summary.insert(position, name, value)
        summary["seed_deviation"] = _over_seeds(scores, summary)
        parts.append(summary)
    table = pd.concat(parts, ignore_index=True)
    return table.join(_differences(runs, settings, reference, table))


def with_control(table: pd.DataFrame, control: pd.DataFrame, split: str = "test") -> pd.DataFrame:
    """Append a row per run, seed and emotion of results/emotion_control.csv to the tidy table.

    The group is `expression`, the metric `emotion_control`, the variant the forced emotion (or
    `all`); `target` is the probe's accuracy on real listeners, `noise_floor` is chance.
    """
    real = control[control["generated"] == "real"]
    keys = ["dataset", "run", "seed", "emotion"]
    forced = control[control["generated"] == "forced"].merge(
        real[[*keys, "accuracy"]].rename(columns={"accuracy": "target"}), on=keys, how="left"
    )
    rows = forced.rename(
        columns={"emotion": "variant", "accuracy": "value", "chance": "noise_floor"}
    ).assign(split=split, group="expression", metric="emotion_control")
    rows = rows.assign(skipped=0, short=0, constant=0).reindex(columns=table.columns)
    return pd.concat([table, rows.astype(table.dtypes.to_dict())], ignore_index=True)


def write_tidy(path: Path, table: pd.DataFrame) -> None:
    """Write the tidy table to a Parquet file."""
    write_parquet(path, {name: plain(table[name]) for name in table.columns})


def _with_all_seeds(runs: Sequence[RunScores]) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Scores of each seed, then of all seeds of each run concatenated."""
    together: dict[tuple[str, str, str], list[pd.DataFrame]] = {}
    for scores in runs:
        origin = scores.origin
        yield origin.model_dump(), scores.rows
        rows = scores.rows.assign(seed=origin.seed)
        together.setdefault((origin.dataset, origin.run, origin.split), []).append(rows)
    for (dataset, run, split), parts in together.items():
        names = {"dataset": dataset, "run": run, "seed": ALL_SEEDS, "split": split}
        yield names, pd.concat(parts, ignore_index=True)


def _over_seeds(scores: pd.DataFrame, summary: pd.DataFrame) -> pd.Series:
    if "seed" not in scores:
        return pd.Series(np.nan, index=summary.index)
    own = scores[scores["resample"] == -1]
    means = own.groupby([*KEY, "seed"])["value"].mean()
    spread = means.groupby(KEY).std(ddof=1)
    index = pd.MultiIndex.from_frame(summary[KEY])
    return pd.Series(spread.reindex(index).to_numpy(), index=summary.index)


def _differences(
    runs: Sequence[RunScores], settings: MetricSettings, reference: str, table: pd.DataFrame
) -> pd.DataFrame:
    distances: dict[tuple[Any, ...], Distance] = {}
    for origin, scores in _with_all_seeds(runs):
        place = (origin["dataset"], origin["seed"], origin["split"])
        for key, score in each_resampled(scores, settings):
            distances[origin["run"], *place, *key] = distance(score, METRICS[key[1:]].better)
    rows = []
    keys = ["run", "dataset", "seed", "split", *KEY]
    for run, *rest in table[keys].itertuples(index=False, name=None):
        own, other = (distances.get((name, *rest)) for name in (run, reference))
        if own is None or other is None or run == reference:
            rows.append((np.nan,) * 3)
        else:
            gap = difference(own, other, settings.confidence)
            rows.append((gap.value, gap.low, gap.high))
    return pd.DataFrame(
        rows, columns=["difference", "difference_low", "difference_high"], index=table.index
    )
