"""Scores that only a set of clips has as a whole, each with its resamples of the clips.

Letters: B resamples, N clips. A resample is a row of counts, how often each clip was drawn; what a
score needs of a clip is a few sums, which are added up over the drawn clips.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from elp.metrics.frechet import pooled_frechet_distance
from elp.metrics.motion import Aligned
from elp.metrics.pearson import rpcc_dim
from elp.metrics.sts import slope_difference, sts_dim
from elp.metrics.variation import variation_flat

Counts = Int[np.ndarray, "B N"]
Replicates = Float[np.ndarray, "B"]


@dataclass(frozen=True)
class SetScore:
    """What one sample of all clips scores, and what the real listeners do, with resamples."""

    metric: str
    variant: str
    sample: int
    value: float
    target: float
    replicates: Replicates
    target_replicates: Replicates


@dataclass(frozen=True)
class SetMetric:
    """A score of a set of clips, and the same of each resample of it."""

    value: Callable[[list[Aligned]], float]
    replicates: Callable[[list[Aligned], Counts], Replicates]


def set_scores(
    samples: list[list[Aligned]], truth: list[Aligned], counts: Counts, *, pooled_intervals: bool
) -> list[SetScore]:
    """The scores of `SET_METRICS`, sample by sample.

    Parameters
    ----------
    samples : list of lists
        For each sample all clips, in order of the name.
    truth : list
        The real listeners in the place of the generated ones.
    counts : array, shape (B, N)
        The resamples.
    pooled_intervals : bool
        Whether to resample the pooled FD too, which takes a second a sample and is of use only
        where tables print it.
    """
    scores = []
    for (metric, variant), score in SET_METRICS.items():
        drawn = counts if variant != "pooled" or pooled_intervals else counts[:0]
        target, targets = score.value(truth), _padded(score.replicates(truth, drawn), len(counts))
        for k, clips in enumerate(samples):
            replicates = _padded(score.replicates(clips, drawn), len(counts))
            value = score.value(clips)
            scores.append(SetScore(metric, variant, k, value, target, replicates, targets))
    return scores


def _padded(replicates: Float[np.ndarray, "_"], size: int) -> Float[np.ndarray, "_"]:
    return replicates if len(replicates) == size else np.full(size, np.nan)


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
    """A clip's share includes the step to the clip that follows it in the whole set."""
    shares = []
    for i, clip in enumerate(clips):
        after = clips[i + 1] if i + 1 < len(clips) else None
        generated = [clip.generated] + ([after.generated[:1]] if after else [])
        target = [clip.target] + ([after.target[:1]] if after else [])
        shares.append((slope_difference(np.concatenate(generated), np.concatenate(target)),))
    (squares,) = _drawn(counts, shares)
    return np.asarray(np.sqrt(squares / 0.1))


def _drawn(counts: Counts, sums: Sequence[tuple[float | int, ...]]) -> Float[np.ndarray, "sums B"]:
    """Each of the clips' sums, added up over the clips of a resample."""
    total: np.ndarray = (counts @ np.array(sums, dtype=np.float64)).T
    return total


SET_METRICS: dict[tuple[str, str], SetMetric] = {
    ("fd", "pooled"): SetMetric(_pooled_frechet, _pooled_frechet_resampled),
    ("vd", "flat"): SetMetric(_flat_variance, _flat_variance_resampled),
    ("rpcc", "dim"): SetMetric(_flat_residual, _flat_residual_resampled),
    ("sts", "dim"): SetMetric(_joined_slopes, _joined_slopes_resampled),
}
