"""Scores of a set of clips as a whole, with the scores of its resamples.

Letters: B resamples, N clips. A resample is a row of counts: how often each clip was drawn. Most
scores follow from a few sums per clip, which are added over the drawn clips.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from elp.metrics.bootstrap import Counts
from elp.metrics.clip_pairs import mean_of_pairs, squared_differences
from elp.metrics.frechet import pooled_frechet_distance
from elp.metrics.react import speaker_diversity
from elp.metrics.rpcc import rpcc_dim
from elp.metrics.sts import slope_difference, sts_dim
from elp.metrics.variation import variation_flat
from elp.scoring.series import Aligned

Replicates = Float[np.ndarray, "B"]


@dataclass(frozen=True)
class SetMetric:
    """A score of a set of clips, and the scores of its resamples."""

    value: Callable[[list[Aligned]], float]
    replicates: Callable[[list[Aligned], Counts], Replicates]


def _pooled_frechet(clips: list[Aligned]) -> float:
    return pooled_frechet_distance([c.generated for c in clips], [c.target for c in clips])


def _pooled_frechet_resampled(clips: list[Aligned], counts: Counts) -> Replicates:
    def pooled(row: Int[np.ndarray, "N"]) -> float:
        drawn = [clip for clip, times in zip(clips, row, strict=True) for _ in range(times)]
        return _pooled_frechet(drawn)

    return np.array([pooled(row) for row in counts], dtype=np.float64)


def _flat_variance(clips: list[Aligned]) -> float:
    return variation_flat([clip.generated for clip in clips])


def _flat_variance_resampled(clips: list[Aligned], counts: Counts) -> Replicates:
    centre = np.mean([clip.generated.mean() for clip in clips])  # against cancellation
    values = [clip.generated - centre for clip in clips]
    size, total, squares = _drawn(
        counts, [(part.size, part.sum(), np.sum(part**2)) for part in values]
    )
    return np.asarray(squares / size - (total / size) ** 2)


def _flat_residual(clips: list[Aligned]) -> float:
    return rpcc_dim(
        [clip.speaker for clip in clips],
        [clip.generated for clip in clips],
        [clip.target for clip in clips],
    )


def _flat_residual_resampled(clips: list[Aligned], counts: Counts) -> Replicates:
    generated = _flat_correlations([(clip.speaker, clip.generated) for clip in clips], counts)
    target = _flat_correlations([(clip.speaker, clip.target) for clip in clips], counts)
    return np.asarray(np.abs(generated - target))


def _flat_correlations(pairs: list[tuple[np.ndarray, np.ndarray]], counts: Counts) -> Replicates:
    centres = [np.mean([pair[side].mean() for pair in pairs]) for side in (0, 1)]
    sums = []
    for pair in pairs:
        x, y = pair[0] - centres[0], pair[1] - centres[1]
        sums.append((x.size, x.sum(), y.sum(), np.sum(x * y), np.sum(x**2), np.sum(y**2)))
    size, sum_x, sum_y, products, squares_x, squares_y = _drawn(counts, sums)
    covariance = products - sum_x * sum_y / size
    scale = (squares_x - sum_x**2 / size) * (squares_y - sum_y**2 / size)
    varies = scale > 1e-12 * np.maximum(squares_x * squares_y, np.finfo(float).tiny)
    root = np.sqrt(np.where(varies, scale, 1.0))
    return np.asarray(np.where(varies, covariance / root, 0.0))


def _joined_slopes(clips: list[Aligned]) -> float:
    return sts_dim([clip.generated for clip in clips], [clip.target for clip in clips])


def _joined_slopes_resampled(clips: list[Aligned], counts: Counts) -> Replicates:
    """A clip's part includes the step to the clip that follows it in the whole set."""
    shares = []
    for i, clip in enumerate(clips):
        after = clips[i + 1] if i + 1 < len(clips) else None
        generated = [clip.generated] + ([after.generated[:1]] if after else [])
        target = [clip.target] + ([after.target[:1]] if after else [])
        shares.append((slope_difference(np.concatenate(generated), np.concatenate(target)),))
    (squares,) = _drawn(counts, shares)
    return np.asarray(np.sqrt(squares / 0.1))


def _between_speakers(clips: list[Aligned]) -> float:
    return speaker_diversity([clip.generated for clip in clips])


def _between_speakers_resampled(clips: list[Aligned], counts: Counts) -> Replicates:
    """A clip that was drawn twice is not compared with itself."""
    return mean_of_pairs(squared_differences([clip.generated for clip in clips]), counts)


def _drawn(counts: Counts, sums: Sequence[tuple[float | int, ...]]) -> Float[np.ndarray, "sums B"]:
    """Totals of each of the clips' sums over the clips of each resample."""
    total: np.ndarray = (counts @ np.array(sums, dtype=np.float64)).T
    return total


POOLED_FRECHET = SetMetric(_pooled_frechet, _pooled_frechet_resampled)
FLAT_VARIANCE = SetMetric(_flat_variance, _flat_variance_resampled)
FLAT_RESIDUAL = SetMetric(_flat_residual, _flat_residual_resampled)
JOINED_SLOPES = SetMetric(_joined_slopes, _joined_slopes_resampled)
BETWEEN_SPEAKERS = SetMetric(_between_speakers, _between_speakers_resampled)
