"""Scores of a whole set of clips, sample by sample, with their resamples."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from elp.metrics.bootstrap import Counts
from elp.scoring.registry import METRICS
from elp.scoring.series import Aligned
from elp.scoring.set_metrics import Replicates


@dataclass(frozen=True)
class SetScore:
    """The score of one sample of all clips, and of the real listeners, with resamples."""

    metric: str
    variant: str
    sample: int
    value: float
    target: float
    replicates: Replicates
    target_replicates: Replicates


def set_scores(
    samples: list[list[Aligned]], truth: list[Aligned], counts: Counts, *, pooled_intervals: bool
) -> list[SetScore]:
    """The set scores in `METRICS`, sample by sample.

    Parameters
    ----------
    samples : list of lists
        For each sample all clips, sorted by name.
    truth : list
        The real listeners instead of the generated ones.
    counts : array, shape (B, N)
        The resamples.
    pooled_intervals : bool
        Whether to resample the pooled FD too, which takes a second per sample and only matters if
        tables print it.
    """
    scores = []
    of_set = {key: metric.of_set for key, metric in METRICS.items() if metric.of_set}
    for (metric, variant), score in of_set.items():
        drawn = counts if variant != "pooled" or pooled_intervals else counts[:0]
        target, targets = score.value(truth), _padded(score.replicates(truth, drawn), len(counts))
        for k, clips in enumerate(samples):
            replicates = _padded(score.replicates(clips, drawn), len(counts))
            value = score.value(clips)
            scores.append(SetScore(metric, variant, k, value, target, replicates, targets))
    return scores


def _padded(replicates: Float[np.ndarray, "_"], size: int) -> Float[np.ndarray, "_"]:
    return replicates if len(replicates) == size else np.full(size, np.nan)
