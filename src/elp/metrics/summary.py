"""From tidy scores to one row per group, metric and variant, with intervals and counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float

from elp.config.scores import MetricSettings
from elp.metrics.bootstrap import Interval, percentile_interval, resampled_means
from elp.metrics.registry import METRICS
from elp.metrics.score import resamples

COLUMNS = (
    "group",
    "metric",
    "variant",
    "value",  # mean over clips, samples and seeds
    "low",  # interval by bootstrap over clips
    "high",
    "target",  # what the real listener scores
    "noise_floor",  # what listeners of other clips score (wtlcc)
    "deviation",  # standard deviation over samples and seeds
    "best_of_k",  # mean over clips of the sample nearest the truth; never mixed with `value`
    "clips",
    "skipped",  # clips whose score is undefined, at least for one sample
    "short",  # clips shorter than a window (wtlcc, es)
    "constant",  # clips in which a correlation is 0 because a series stands still
)
GROUPS = ("expression", "pose", "both", "blink")
ORDER = tuple(dict.fromkeys(metric for metric, _ in METRICS))
# Beside the variants that `python -m elp metrics` prints.
EXTRA = {variant for variant, metric in METRICS.items() if not metric.printed}


@dataclass(frozen=True)
class Resampled:
    """A score of a method and of the real listeners, each with its bootstrap resamples.

    Methods scored on the same clips share the resamples, so that differences are paired ones.
    """

    value: float
    target: float
    values: Float[np.ndarray, "B"]
    targets: Float[np.ndarray, "B"]

    def interval(self, confidence: float) -> Interval:
        """Of the value."""
        return percentile_interval(self.values, confidence)

    def residual(self) -> "Resampled":
        """Distance to what the real listeners score."""
        gap = np.abs(self.values - self.targets)
        return Resampled(abs(self.value - self.target), 0.0, gap, np.zeros_like(gap))


def resampled(scores: pd.DataFrame, settings: MetricSettings) -> Resampled:
    """One variant's score with its resamples.

    Parameters
    ----------
    scores : DataFrame
        Rows of `elp.metrics.score.COLUMNS` of one group, metric and variant; of several samples,
        and of several seeds one after the other.
    settings : MetricSettings
        Number and seed of the resamples.
    """
    if (scores["clip"] == "").all():
        means = scores.groupby("resample")[["value", "target"]].mean().sort_index()
        drawn = means[means.index >= 0]
        value, target = means.loc[[-1]].to_numpy()[0]
        return Resampled(
            float(value), float(target), drawn["value"].to_numpy(), drawn["target"].to_numpy()
        )
    means = scores.groupby("clip")[["value", "target"]].mean().sort_index()
    counts = resamples(len(means), settings)
    values, targets = means["value"].to_numpy(), means["target"].to_numpy()
    return Resampled(
        _mean(values),
        _mean(targets),
        resampled_means(values, counts),
        resampled_means(targets, counts),
    )


def summarise(scores: pd.DataFrame, settings: MetricSettings) -> pd.DataFrame:
    """One row per group, metric and variant.

    Parameters
    ----------
    scores : DataFrame
        As `elp.metrics.score.score` returns it.
    settings : MetricSettings
        Bootstrap, confidence, and the aggregate of WTLCC whose residual is reported.

    Returns
    -------
    DataFrame
        `COLUMNS`.
    """
    nearest = _nearest(scores)
    clips = scores[scores["clip"] != ""].groupby("group")["clip"].nunique().to_dict()
    rows: list[dict[str, Any]] = []
    for key, part in scores.groupby(["group", "metric", "variant"], sort=False):
        found = resampled(part, settings)
        row = {**dict(zip(COLUMNS, key, strict=False)), **_row(found, settings)}
        row |= _counts(part, clips.get(key[0], 0))
        row |= {"deviation": _deviation(part), "best_of_k": _best(part, nearest)}
        row["noise_floor"] = _mean(part["noise_floor"].to_numpy())
        rows.append(row)
        if key[1:] == ("wtlcc", settings.wtlcc.aggregate) and key[0] != "blink":
            residual = {"variant": "rwtlcc", **_row(found.residual(), settings)}
            rows.append(
                {**row, **residual, "noise_floor": np.nan, "deviation": np.nan, "best_of_k": np.nan}
            )
    rows.sort(key=lambda row: (GROUPS.index(row["group"]), ORDER.index(row["metric"])))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(found: Resampled, settings: MetricSettings) -> dict[str, float]:
    interval = found.interval(settings.confidence)
    return {
        "value": found.value,
        "low": interval.low,
        "high": interval.high,
        "target": found.target,
    }


def _counts(part: pd.DataFrame, clips: int) -> dict[str, int]:
    of_clips = part[part["clip"] != ""].groupby("clip")
    if not len(of_clips):
        return {"clips": clips, "skipped": 0, "short": 0, "constant": 0}
    undefined = part["value"].isna().groupby(part["clip"]).any()
    return {
        "clips": len(of_clips),
        "skipped": int(undefined.sum()),
        "short": int(of_clips["short"].any().sum()),
        "constant": int(of_clips["constant"].any().sum()),
    }


def _deviation(part: pd.DataFrame) -> float:
    """Over the samples, and over the seeds where the table has a column of them."""
    own = part[part["resample"] == -1]
    draws = own.groupby([name for name in ("seed", "sample") if name in own])["value"].mean()
    return float(draws.std(ddof=1)) if len(draws) > 1 else np.nan


def _nearest(scores: pd.DataFrame) -> pd.MultiIndex:
    """Group, clip and sample (and seed) of the samples with the least squared error."""
    errors = scores[(scores["metric"] == "fd") & (scores["variant"] == "mse")].dropna(
        subset=["value"]
    )
    best = errors.loc[errors.groupby(["group", "clip"])["value"].idxmin()]
    return pd.MultiIndex.from_frame(best[_draw(scores)])


def _draw(scores: pd.DataFrame) -> list[str]:
    return [name for name in ("group", "clip", "seed", "sample") if name in scores]


def _best(part: pd.DataFrame, nearest: pd.MultiIndex) -> float:
    chosen = pd.MultiIndex.from_frame(part[_draw(part)]).isin(nearest)
    return _mean(part.loc[chosen, "value"].to_numpy())


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else np.nan
