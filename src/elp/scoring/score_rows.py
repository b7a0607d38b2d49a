"""Rows of scores as arrays, from which scores with resamples are made.

Letters: R rows, B resamples, S training seeds, N numbers of clips or of resamples.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int

from elp.config.scores import MetricSettings
from elp.metrics.estimate import Estimate
from elp.scoring.resampling import ClipValues, Resampled
from elp.scoring.score import resamples


@dataclass(frozen=True)
class ScoreRows:
    """Rows of scores as arrays; for few rows this is a hundred times faster than pandas.

    Attributes
    ----------
    clip, person : array
        Numbers in order of the names; clip -1: the row covers all clips together.
    people : array
        Number of people that the row covers.
    draw : array
        Number of the pair of seed and sample, or of the sample if there is no column `seed`.
    """

    clip: Int[np.ndarray, "R"]
    person: Int[np.ndarray, "R"]
    people: Int[np.ndarray, "R"]
    resample: Int[np.ndarray, "R"]
    seed: Int[np.ndarray, "R"]
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
            np.unique(scores["person"].to_numpy(dtype=str), return_inverse=True)[1],
            scores["people"].to_numpy(),
            scores["resample"].to_numpy(),
            draws[:, 0] if "seed" in scores else np.zeros_like(draws[:, 0]),
            np.unique(draws, axis=0, return_inverse=True)[1].ravel(),
            *(scores[name].to_numpy(dtype=float) for name in ("value", "target", "noise_floor")),
            *(scores[name].to_numpy(dtype=bool) for name in ("short", "constant")),
        )

    def at(self, places: np.ndarray) -> "ScoreRows":
        """The rows at these positions."""
        return ScoreRows(*(getattr(self, column.name)[places] for column in fields(self)))

    def resampled(self, settings: MetricSettings) -> Resampled:
        """The score with its resamples; the rows share group, metric and variant."""
        if self.of_set:
            return Resampled(self._of_set(self.value), self._of_set(self.target))
        people = self.person[np.unique(self.clip, return_index=True)[1]]
        values, targets, floors = (
            self._means(self.clip, column) for column in (self.value, self.target, self.noise_floor)
        )
        counts = resamples(people, settings)
        return Resampled.of_clips(ClipValues(values, targets, floors, people, counts))

    @property
    def of_set(self) -> bool:
        """Whether the rows are scores of all clips together."""
        return bool((self.clip < 0).all())

    def counts(self) -> dict[str, int]:
        """Numbers of clips: all, and those with an undefined, short or constant row."""
        if self.of_set:
            return {}
        marks = {"skipped": np.isnan(self.value), "short": self.short, "constant": self.constant}
        counts = {name: len(np.unique(self.clip[mark])) for name, mark in marks.items()}
        return {"clips": len(np.unique(self.clip)), **counts}

    def deviation(self) -> float:
        """Standard deviation over samples, and over seeds if the table has them."""
        own = self.resample == -1
        means = _means(np.unique(self.draw[own], return_inverse=True)[1], self.value[own])
        known = means[~np.isnan(means)]
        return float(known.std(ddof=1)) if len(known) > 1 else np.nan

    def _of_set(self, column: Float[np.ndarray, "R"]) -> Estimate:
        table = self._means(self.resample, column)
        seeds, replicates = table[:, 0], table[:, 1:].mean(axis=0)  # resample -1 comes first
        return Estimate(
            float(seeds.mean()), replicates, seeds - seeds.mean(), int(self.people.max())
        )

    def _means(
        self, numbers: Int[np.ndarray, "R"], column: Float[np.ndarray, "R"]
    ) -> Float[np.ndarray, "S N"]:
        """Mean over samples for each seed and number, in their order."""
        seeds, seed = np.unique(self.seed, return_inverse=True)
        names, name = np.unique(numbers, return_inverse=True)
        means = _means(seed * len(names) + name, column, len(seeds) * len(names))
        return means.reshape(len(seeds), len(names))


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


def mean_of_known(values: np.ndarray) -> float:
    """Mean of the values that are not NaN; NaN if there is none."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else np.nan


def _means(
    places: Int[np.ndarray, "R"], values: Float[np.ndarray, "R"], count: int = 0
) -> Float[np.ndarray, "N"]:
    """Mean of the values that are not NaN at each place."""
    known = ~np.isnan(values)
    sums = np.bincount(places[known], values[known], count)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / np.bincount(places[known], minlength=count))
