"""From tidy scores to one row per group, metric and variant, with intervals and counts."""

from typing import Any, get_args

import numpy as np
import pandas as pd

from elp.config.scores import MetricSettings
from elp.metrics.estimate import Estimate
from elp.scoring.registry import METRICS
from elp.scoring.score_rows import ScoreRows, mean_of_known, places_by_variant
from elp.scoring.series import Group

COLUMNS = (
    "group",
    "metric",
    "variant",
    "value",  # mean over clips, samples and seeds
    "low",  # interval over people and seeds; NaN below 3 people
    "high",
    "target",  # what the real listener scores
    "noise_floor",  # what listeners of other clips score (rpcc, wtlcc)
    "deviation",  # standard deviation over samples and seeds
    "best_of_k",  # mean over clips and seeds of a seed's sample nearest the truth
    "clips",
    "people",  # listeners whose clips have a score
    "skipped",  # clips whose score is undefined for at least one sample
    "short",  # clips shorter than a window (wtlcc, es)
    "constant",  # clips in which a correlation is 0 because a series is constant
)
GROUPS = get_args(Group)
ORDER = tuple(dict.fromkeys(metric for metric, _ in METRICS))
# Variants that `python -m elp metrics` does not print.
EXTRA = {variant for variant, metric in METRICS.items() if not metric.printed}
NOT_OF_RESIDUALS = dict.fromkeys(("noise_floor", "deviation", "best_of_k"), np.nan)
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
        row = {**dict(zip(COLUMNS, key, strict=False)), **_row(score.own, settings)}
        row["target"] = score.target.value
        row |= part.counts() or {"clips": clips.get(key[0], 0), **NO_COUNTS}
        best = mean_of_known(part.value[nearest[places]])
        row |= {"deviation": part.deviation(), "best_of_k": best}
        row["noise_floor"] = mean_of_known(part.noise_floor)
        rows.append(row)
        if key[1:] == ("wtlcc", settings.wtlcc.aggregate) and key[0] != "blink":
            residual = {"variant": "rwtlcc", "target": 0.0, **_row(score.away("target"), settings)}
            rows.append({**row, **residual, **NOT_OF_RESIDUALS})
    rows.sort(key=lambda row: (GROUPS.index(row["group"]), ORDER.index(row["metric"])))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(score: Estimate, settings: MetricSettings) -> dict[str, float]:
    interval = score.interval(settings.confidence)
    return {
        "value": score.value,
        "low": interval.low,
        "high": interval.high,
        "people": score.people,
    }


def _nearest(scores: pd.DataFrame) -> np.ndarray:
    """Whether each row's sample is the one of its seed nearest to its clip's real listener."""
    errors = scores[(scores["metric"] == "fd") & (scores["variant"] == "mse")].dropna(
        subset=["value"]
    )
    if errors.empty:
        return np.zeros(len(scores), bool)
    draw = [name for name in ("group", "clip", "seed", "sample") if name in scores]
    best = errors.loc[errors.groupby(draw[:-1])["value"].idxmin()]
    return pd.MultiIndex.from_frame(scores[draw]).isin(pd.MultiIndex.from_frame(best[draw]))
