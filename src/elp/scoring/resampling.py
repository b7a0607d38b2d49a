"""Scores with their resamples over people.

Letters: B resamples, S training seeds, N clips.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from elp.metrics.bootstrap import Counts, mean_estimate
from elp.metrics.estimate import Estimate, Interval
from elp.scoring.metric import Better


@dataclass(frozen=True)
class ClipValues:
    """Scores clip by clip, as means over samples; NaN where undefined.

    Attributes
    ----------
    values, targets, floors : array, shape (S, N)
        Of a run, of the real listener, and of listeners of other clips.
    people : array, shape (N,)
        Number of the person of each clip.
    counts : array, shape (B, N)
        Resamples of the clips.
    """

    values: Float[np.ndarray, "S N"]
    targets: Float[np.ndarray, "S N"]
    floors: Float[np.ndarray, "S N"]
    people: Int[np.ndarray, "N"]
    counts: Counts

    def __add__(self, other: "ClipValues") -> "ClipValues":
        """Sum, clip by clip."""
        return ClipValues(
            self.values + other.values,
            self.targets + other.targets,
            self.floors + other.floors,
            self.people,
            self.counts,
        )

    def known(self, better: Better) -> Bool[np.ndarray, "N"]:
        """Clips that have a distance from the ideal."""
        needed = (self.values, self.targets) if better == "target" else (self.values,)
        return np.asarray(np.all([~np.isnan(part).all(axis=0) for part in needed], axis=0))

    def mean(self, values: Float[np.ndarray, "S N"]) -> Estimate:
        """Mean over the clips with a value."""
        return mean_estimate(values, self.people, self.counts)


@dataclass(frozen=True)
class Resampled:
    """A score of a run and of the real listeners, with resamples that all runs share.

    `clips` holds the clips' scores if they are what was averaged, and None for a score of the set.
    """

    own: Estimate
    target: Estimate
    clips: ClipValues | None = None

    @classmethod
    def of_clips(cls, clips: ClipValues) -> "Resampled":
        """Means over clips."""
        return cls(clips.mean(clips.values), clips.mean(clips.targets), clips)

    def __add__(self, other: "Resampled") -> "Resampled":
        """Sum of the scores of two groups."""
        if self.clips is not None and other.clips is not None:
            return Resampled.of_clips(self.clips + other.clips)
        return Resampled(self.own + other.own, self.target + other.target)

    @property
    def value(self) -> float:
        """The run's score."""
        return self.own.value

    def interval(self, confidence: float) -> Interval:
        """Interval of the value."""
        return self.own.interval(confidence)

    def beyond_chance(self, better: Better) -> Estimate | None:
        """By how much the score is better than its noise floor, clip by clip; None without one."""
        if self.clips is None or np.isnan(self.clips.floors).all():
            return None
        sign = -1.0 if better == "lower" else 1.0
        return self.clips.mean(sign * (self.clips.values - self.clips.floors))

    def away(self, better: Better, chosen: Bool[np.ndarray, "N"] | None = None) -> Estimate:
        """Distance from the ideal, less is better; by default on the clips that have one.

        The distance from the real listeners keeps its sign in the resamples. Without it, those of
        a run as good as the real listeners would all lie above 0.
        """
        own, target = self.own, self.target
        if self.clips is not None:
            used = self.clips.known(better) if chosen is None else chosen
            if not used.all():
                own, target = (
                    self.clips.mean(np.where(used, values, np.nan))
                    for values in (self.clips.values, self.clips.targets)
                )
        if better == "target":
            return (1.0 if own.value >= target.value else -1.0) * (own - target)
        return own if better == "lower" else -1.0 * own
