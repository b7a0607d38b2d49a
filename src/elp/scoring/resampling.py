"""Scores with their bootstrap resamples over clips.

Letters: R rows, B resamples.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int

from elp.config.scores import MetricSettings
from elp.metrics.bootstrap import Interval, percentile_interval, resampled_means
from elp.scoring.score import resamples


@dataclass(frozen=True)
class Resampled:
    """A score of a method and of the real listeners, each with its bootstrap resamples.

    Methods scored on the same clips share the resamples, so that their differences are paired.
    """

    value: float
    target: float
    values: Float[np.ndarray, "B"]
    targets: Float[np.ndarray, "B"]

    def interval(self, confidence: float) -> Interval:
        """Interval of the value."""
        return percentile_interval(self.values, confidence)

    def residual(self) -> "Resampled":
        """Distance to the real listeners' score."""
        gap = np.abs(self.values - self.targets)
        return Resampled(abs(self.value - self.target), 0.0, gap, np.zeros_like(gap))


@dataclass(frozen=True)
class ScoreRows:
    """Rows of scores as arrays; for few rows this is a hundred times faster than pandas.

    Attributes
    ----------
    clip : array
        Number of the clip in order of the names; -1: the row covers all clips together.
    draw : array
        Number of the pair of seed and sample, or of the sample if there is no column `seed`.
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
    def of(cls, scores: pd.DataFrame) -> "ScoreRows":
        """Convert the columns of `elp.scoring.score.COLUMNS`, and `seed` if present."""
        names, clips = np.unique(scores["clip"].to_numpy(dtype=str), return_inverse=True)
        draws = scores[[name for name in ("seed", "sample") if name in scores]].to_numpy()
        return cls(
            np.where(names[clips] == "", -1, clips),
            scores["resample"].to_numpy(),
            np.unique(draws, axis=0, return_inverse=True)[1].ravel(),
            *(scores[name].to_numpy(dtype=float) for name in ("value", "target", "noise_floor")),
            *(scores[name].to_numpy(dtype=bool) for name in ("short", "constant")),
        )

    def at(self, places: np.ndarray) -> "ScoreRows":
        """The rows at these positions."""
        return ScoreRows(*(getattr(self, column.name)[places] for column in fields(self)))

    def resampled(self, settings: MetricSettings) -> Resampled:
        """The score with its resamples; the rows share group, metric and variant."""
        if (self.clip < 0).all():
            value, target = (_means(self.resample, column) for column in (self.value, self.target))
            # resample -1, the score itself, comes first
            return Resampled(float(value[0]), float(target[0]), value[1:], target[1:])
        values, targets = (_means(self.clip, column) for column in (self.value, self.target))
        counts = resamples(len(values), settings)
        return Resampled(
            mean_of_known(values),
            mean_of_known(targets),
            resampled_means(values, counts),
            resampled_means(targets, counts),
        )

    def counts(self) -> dict[str, int]:
        """Numbers of clips: all, and those with an undefined, short or constant row."""
        if (self.clip < 0).all():
            return {}
        marks = {"skipped": np.isnan(self.value), "short": self.short, "constant": self.constant}
        counts = {name: len(np.unique(self.clip[mark])) for name, mark in marks.items()}
        return {"clips": len(np.unique(self.clip)), **counts}

    def deviation(self) -> float:
        """Standard deviation over samples, and over seeds if the table has them."""
        own = self.resample == -1
        means = _means(self.draw[own], self.value[own])
        known = means[~np.isnan(means)]
        return float(known.std(ddof=1)) if len(known) > 1 else np.nan


def resampled(scores: pd.DataFrame, settings: MetricSettings) -> Resampled:
    """One variant's score with its resamples.

    Parameters
    ----------
    scores : DataFrame
        Rows of `elp.scoring.score.COLUMNS` of one group, metric and variant; samples and seeds
        follow each other.
    settings : MetricSettings
        Number and seed of the resamples.
    """
    return ScoreRows.of(scores).resampled(settings)


def each_resampled(
    scores: pd.DataFrame, settings: MetricSettings
) -> Iterator[tuple[tuple[str, str, str], Resampled]]:
    """`resampled` for each group, metric and variant in the scores."""
    every_row = ScoreRows.of(scores)
    for key, places in places_by_variant(scores):
        yield key, every_row.at(places).resampled(settings)


def places_by_variant(scores: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], np.ndarray]]:
    """Positions of the rows of each group, metric and variant, in order of first appearance."""
    keys = scores[["group", "metric", "variant"]]
    first = keys.drop_duplicates()
    numbers = keys.groupby(["group", "metric", "variant"], sort=False).ngroup().to_numpy()
    for number, (group, metric, variant) in enumerate(first.itertuples(index=False, name=None)):
        yield (group, metric, variant), np.flatnonzero(numbers == number)


def _means(numbers: Int[np.ndarray, "R"], values: Float[np.ndarray, "R"]) -> np.ndarray:
    """Mean of the values that are not NaN for each number, in order of the numbers."""
    _, places = np.unique(numbers, return_inverse=True)
    known, count = ~np.isnan(values), int(places.max()) + 1
    sums = np.bincount(places[known], values[known], count)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / np.bincount(places[known], minlength=count))


def mean_of_known(values: np.ndarray) -> float:
    """Mean of the values that are not NaN; NaN if there is none."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else np.nan
