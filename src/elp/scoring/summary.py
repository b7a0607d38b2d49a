"""From tidy scores to one row per group, metric and variant, with intervals and counts."""

from typing import Any

import numpy as np
import pandas as pd

from elp.config.scores import MetricSettings
from elp.scoring.registry import METRICS
from elp.scoring.resampling import Resampled, ScoreRows, mean_of_known, places_by_variant

COLUMNS = (
    "group",
    "metric",
    "variant",
    "value",  # mean over clips, samples and seeds
    "low",  # interval by bootstrap over clips
    "high",
    "target",  # what the real listener scores
    "noise_floor",  # what listeners of other clips score (rpcc, wtlcc)
    "deviation",  # standard deviation over samples and seeds
    "best_of_k",  # mean over clips of the sample nearest the truth; never mixed with `value`
    "clips",
    "skipped",  # clips whose score is undefined for at least one sample
    "short",  # clips shorter than a window (wtlcc, es)
    "constant",  # clips in which a correlation is 0 because a series is constant
)
GROUPS = ("expression", "pose", "both", "blink")
ORDER = tuple(dict.fromkeys(metric for metric, _ in METRICS))
# Variants that `python -m elp metrics` does not print.
EXTRA = {variant for variant, metric in METRICS.items() if not metric.printed}
NO_COUNTS = {"skipped": 0, "short": 0, "constant": 0}  # of scores of all clips together


def summarise(scores: pd.DataFrame, settings: MetricSettings) -> pd.DataFrame:
    """One row per group, metric and variant.

    Parameters
    ----------
    scores : DataFrame
        As `elp.scoring.score.score` returns it.
    settings : MetricSettings
        Bootstrap, confidence, and the aggregate of WTLCC whose residual is reported.

    Returns
    -------
    DataFrame
        `COLUMNS`.
    """
    every_row, nearest = ScoreRows.of(scores), _nearest(scores)
    of_clips = scores[scores["clip"] != ""]
    clips = of_clips.groupby("group")["clip"].nunique().to_dict()
    rows: list[dict[str, Any]] = []
    for key, places in places_by_variant(scores):
        part = every_row.at(places)
        score = part.resampled(settings)
        row = {**dict(zip(COLUMNS, key, strict=False)), **_row(score, settings)}
        row |= part.counts() or {"clips": clips.get(key[0], 0), **NO_COUNTS}
        best = mean_of_known(part.value[nearest[places]])
        row |= {"deviation": part.deviation(), "best_of_k": best}
        row["noise_floor"] = mean_of_known(part.noise_floor)
        rows.append(row)
        if key[1:] == ("wtlcc", settings.wtlcc.aggregate) and key[0] != "blink":
            residual = {"variant": "rwtlcc", **_row(score.residual(), settings)}
            rows.append(
                {**row, **residual, "noise_floor": np.nan, "deviation": np.nan, "best_of_k": np.nan}
            )
    rows.sort(key=lambda row: (GROUPS.index(row["group"]), ORDER.index(row["metric"])))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(score: Resampled, settings: MetricSettings) -> dict[str, float]:
    interval = score.interval(settings.confidence)
    return {
        "value": score.value,
        "low": interval.low,
        "high": interval.high,
        "target": score.target,
    }


def _nearest(scores: pd.DataFrame) -> np.ndarray:
    """Whether each row's sample (of its seed) is the one nearest to its clip's real listener."""
    errors = scores[(scores["metric"] == "fd") & (scores["variant"] == "mse")].dropna(
        subset=["value"]
    )
    if errors.empty:
        return np.zeros(len(scores), bool)
    best = errors.loc[errors.groupby(["group", "clip"])["value"].idxmin()]
    draw = [name for name in ("group", "clip", "seed", "sample") if name in scores]
    return pd.MultiIndex.from_frame(scores[draw]).isin(pd.MultiIndex.from_frame(best[draw]))
