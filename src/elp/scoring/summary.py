"""From tidy scores to one row per group, metric and variant, with intervals and counts."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int

from elp.config.scores import MetricSettings
from elp.metrics.bootstrap import Interval, percentile_interval, resampled_means
from elp.scoring.registry import METRICS
from elp.scoring.score import resamples

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
NO_COUNTS = {"skipped": 0, "short": 0, "constant": 0}  # of scores of all clips together


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
        Rows of `elp.scoring.score.COLUMNS` of one group, metric and variant; of several samples,
        and of several seeds one after the other.
    settings : MetricSettings
        Number and seed of the resamples.
    """
    return _Rows.of(scores).resampled(settings)


def each_resampled(
    scores: pd.DataFrame, settings: MetricSettings
) -> Iterator[tuple[tuple[str, str, str], Resampled]]:
    """As `resampled`, of each group, metric and variant in scores of several."""
    everything = _Rows.of(scores)
    for key, places in _places(scores):
        yield key, everything.at(places).resampled(settings)


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
    everything, nearest = _Rows.of(scores), _nearest(scores)
    of_clips = scores[scores["clip"] != ""]
    clips = of_clips.groupby("group")["clip"].nunique().to_dict()
    rows: list[dict[str, Any]] = []
    for key, places in _places(scores):
        part = everything.at(places)
        found = part.resampled(settings)
        row = {**dict(zip(COLUMNS, key, strict=False)), **_row(found, settings)}
        row |= part.counts() or {"clips": clips.get(key[0], 0), **NO_COUNTS}
        best = _mean(part.value[nearest[places]])
        row |= {"deviation": part.deviation(), "best_of_k": best}
        row["noise_floor"] = _mean(part.noise_floor)
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


@dataclass(frozen=True)
class _Rows:
    """Rows of scores, column by column: pandas takes a hundred times longer for a few rows.

    Attributes
    ----------
    clip : array
        Number of the clip in order of the names; -1: the row is of all clips together.
    draw : array
        Number of the sample and, where there is a column of them, the seed.
    """

    clip: Int[np.ndarray, "R"]
    resample: Int[np.ndarray, "R"]
    draw: Int[np.ndarray, "R"]
    value: Float[np.ndarray, "R"]
    target: Float[np.ndarray, "R"]
    noise_floor: Float[np.ndarray, "R"]
    short: Bool[np.ndarray, "R"]
    constant: Bool[np.ndarray, "R"]

    @classmethod
    def of(cls, scores: pd.DataFrame) -> "_Rows":
        """Of the columns of `elp.scoring.score.COLUMNS`, and `seed` if it is there."""
        names, clips = np.unique(scores["clip"].to_numpy(dtype=str), return_inverse=True)
        draws = scores[[name for name in ("seed", "sample") if name in scores]].to_numpy()
        return cls(
            np.where(names[clips] == "", -1, clips),
            scores["resample"].to_numpy(),
            np.unique(draws, axis=0, return_inverse=True)[1].ravel(),
            *(scores[name].to_numpy(dtype=float) for name in ("value", "target", "noise_floor")),
            *(scores[name].to_numpy(dtype=bool) for name in ("short", "constant")),
        )

    def at(self, places: np.ndarray) -> "_Rows":
        """Some of the rows."""
        return _Rows(*(getattr(self, column.name)[places] for column in fields(self)))

    def resampled(self, settings: MetricSettings) -> Resampled:
        """Of rows of one group, metric and variant."""
        if (self.clip < 0).all():
            value, target = (_means(self.resample, column) for column in (self.value, self.target))
            # The score itself is number -1, which comes first.
            return Resampled(float(value[0]), float(target[0]), value[1:], target[1:])
        values, targets = (_means(self.clip, column) for column in (self.value, self.target))
        counts = resamples(len(values), settings)
        return Resampled(
            _mean(values),
            _mean(targets),
            resampled_means(values, counts),
            resampled_means(targets, counts),
        )

    def counts(self) -> dict[str, int]:
        """Of clips: all, and those with a row that is undefined, short or constant, if any."""
        if (self.clip < 0).all():
            return {}
        marks = {"skipped": np.isnan(self.value), "short": self.short, "constant": self.constant}
        found = {name: len(np.unique(self.clip[mark])) for name, mark in marks.items()}
        return {"clips": len(np.unique(self.clip)), **found}

    def deviation(self) -> float:
        """Over the samples, and over the seeds where the table has a column of them."""
        own = self.resample == -1
        means = _means(self.draw[own], self.value[own])
        known = means[~np.isnan(means)]
        return float(known.std(ddof=1)) if len(known) > 1 else np.nan


def _places(scores: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], np.ndarray]]:
    """Which rows are of each group, metric and variant, in order of the first."""
    keys = scores[["group", "metric", "variant"]]
    first = keys.drop_duplicates()
    numbers = keys.groupby(["group", "metric", "variant"], sort=False).ngroup().to_numpy()
    for number, (group, metric, variant) in enumerate(first.itertuples(index=False, name=None)):
        yield (group, metric, variant), np.flatnonzero(numbers == number)


def _nearest(scores: pd.DataFrame) -> np.ndarray:
    """Of each row, whether its sample (of its seed) is the one nearest its clip's truth."""
    errors = scores[(scores["metric"] == "fd") & (scores["variant"] == "mse")].dropna(
        subset=["value"]
    )
    if errors.empty:
        return np.zeros(len(scores), bool)
    best = errors.loc[errors.groupby(["group", "clip"])["value"].idxmin()]
    draw = [name for name in ("group", "clip", "seed", "sample") if name in scores]
    return pd.MultiIndex.from_frame(scores[draw]).isin(pd.MultiIndex.from_frame(best[draw]))


def _means(numbers: Int[np.ndarray, "R"], values: Float[np.ndarray, "R"]) -> np.ndarray:
    """Mean of the known values of each number, in order of the numbers."""
    _, places = np.unique(numbers, return_inverse=True)
    known, count = ~np.isnan(values), int(places.max()) + 1
    sums = np.bincount(places[known], values[known], count)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / np.bincount(places[known], minlength=count))


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else np.nan
