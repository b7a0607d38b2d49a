"""Scores that each clip has for itself; those of a data set are their mean."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from elp.config.scores import MetricSettings
from elp.metrics.distances import l1_distance, l2_distance, mean_squared_error
from elp.metrics.frechet import frechet_distance, paired_frechet_distance
from elp.metrics.motion import Aligned, Group, Motion
from elp.metrics.noise_floor import unrelated_pairs
from elp.metrics.pearson import constant, rpcc_flat, rpcc_frame, rpcc_time
from elp.metrics.sts import sts_canonical, sts_per_frame
from elp.metrics.variation import variation_mean, variation_sum
from elp.metrics.wtlcc import AGGREGATES, LagCorrelation, binary, lag_correlation

Variant = tuple[str, str]
MIN_FRAMES = 2  # below, there is neither a covariance nor a slope

# (metric, variant): what a clip scores. STS comes with the frame rate.
CLIP_METRICS: dict[Variant, Callable[[Aligned, float], float]] = {
    ("fd", "frechet"): lambda clip, fps: frechet_distance(clip.generated, clip.target),
    ("fd", "l1"): lambda clip, fps: l1_distance(clip.whole_generated, clip.whole_target),
    ("fd", "pfd"): lambda clip, fps: paired_frechet_distance(
        clip.speaker, clip.generated, clip.target
    ),
    ("fd", "mse"): lambda clip, fps: mean_squared_error(clip.generated, clip.target),
    ("fd", "l2"): lambda clip, fps: l2_distance(clip.generated, clip.target),
    ("vd", "sum"): lambda clip, fps: variation_sum(clip.generated),
    ("vd", "mean"): lambda clip, fps: variation_mean(clip.generated),
    ("rpcc", "flat"): lambda clip, fps: rpcc_flat(clip.speaker, clip.generated, clip.target),
    ("rpcc", "time"): lambda clip, fps: rpcc_time(clip.speaker, clip.generated, clip.target),
    ("rpcc", "frame"): lambda clip, fps: rpcc_frame(clip.speaker, clip.generated, clip.target),
    ("sts", "canonical"): lambda clip, fps: sts_canonical(clip.generated, clip.target, fps),
    ("sts", "per_frame"): lambda clip, fps: sts_per_frame(clip.generated, clip.target, fps),
}


@dataclass(frozen=True)
class ClipScore:
    """What one sample of one clip scores; `value` is not a number where it is undefined.

    `target` is what the real listener scores, `noise_floor` what listeners of other clips do.
    `short` marks a clip shorter than a window, `constant` a series that stands still.
    """

    metric: str
    variant: str
    clip: str
    sample: int
    value: float
    target: float
    noise_floor: float = math.nan
    short: bool = False
    constant: bool = False


def clip_scores(
    group: Group, clips: list[Motion], fps: float, settings: MetricSettings
) -> list[ClipScore]:
    """All scores of all samples, clip by clip; of blinks WTLCC alone.

    Parameters
    ----------
    group : str
        expression, pose or blink.
    clips : list of Motion
        In order of the name.
    fps : float
        Frames per second.
    settings : MetricSettings
        Window and lag of WTLCC, and the seed of its noise floor.
    """
    floors = _noise_floors(group, clips, fps, settings)
    scores: list[ClipScore] = []
    for clip in clips:
        truth = clip.truth()
        targets = {} if group == "blink" else _values(truth, fps)
        lags = _lags(group, truth, fps, settings)
        for k in range(len(clip.generated)):
            sample = clip.sample(k)
            if group != "blink":
                scores += _of_sample(clip.clip, k, sample, targets, fps)
            chosen = _lags(group, sample, fps, settings)
            scores += _of_lags(clip.clip, k, chosen, lags, floors[clip.clip])
    return scores


def _values(clip: Aligned, fps: float) -> dict[Variant, float]:
    defined = len(clip) >= MIN_FRAMES
    return {key: score(clip, fps) if defined else math.nan for key, score in CLIP_METRICS.items()}


def _of_sample(
    name: str, k: int, clip: Aligned, targets: dict[Variant, float], fps: float
) -> list[ClipScore]:
    still = _constant(clip)
    return [
        ClipScore(*key, name, k, value, targets[key], constant=still.get(key, False))
        for key, value in _values(clip, fps).items()
    ]


def _constant(clip: Aligned) -> dict[Variant, bool]:
    """Where a series without variance made a correlation 0."""
    series = (clip.speaker, clip.generated, clip.target)
    return {
        ("rpcc", "flat"): any(bool(constant(values.reshape(-1))) for values in series),
        ("rpcc", "time"): any(bool(constant(values).any()) for values in series),
        ("rpcc", "frame"): any(bool(constant(values.T).any()) for values in series),
    }


Lags = dict[str, float]


@dataclass(frozen=True)
class _LagScore:
    values: Lags
    short: bool
    constant: bool


def _lags(group: Group, clip: Aligned, fps: float, settings: MetricSettings) -> _LagScore:
    """Each aggregate of WTLCC, and the lag of its peak in seconds."""
    if len(clip) < MIN_FRAMES:
        return _LagScore(dict.fromkeys([*AGGREGATES, "lag"], math.nan), short=True, constant=False)
    first, second = clip.speaker, clip.generated
    if group == "blink":
        first, second = binary(clip.target), binary(clip.generated)
    found: LagCorrelation = lag_correlation(
        first, second, fps, window=settings.wtlcc.window, max_lag=settings.wtlcc.max_lag
    )
    rule = settings.wtlcc.constant if group == "blink" else "zero"
    values: Lags = {how: found.aggregate(how, rule) for how in AGGREGATES}
    values["lag"] = found.peak_lag(rule)
    return _LagScore(values, found.short, bool(found.constant.any()))


def _of_lags(
    name: str, k: int, sample: _LagScore, truth: _LagScore, floors: Lags
) -> list[ClipScore]:
    return [
        ClipScore(
            "wtlcc",
            variant,
            name,
            k,
            value,
            truth.values[variant],
            floors.get(variant, math.nan),
            sample.short,
            sample.constant,
        )
        for variant, value in sample.values.items()
    ]


def _noise_floors(
    group: Group, clips: list[Motion], fps: float, settings: MetricSettings
) -> dict[str, Lags]:
    """WTLCC of each clip with listeners of other clips, averaged over these; none for one clip."""
    found: dict[str, list[Lags]] = {clip.clip: [] for clip in clips}
    for i, j in unrelated_pairs(len(clips), np.random.default_rng(settings.seed)):
        pair = clips[i].with_listener_of(clips[j])
        found[clips[i].clip].append(_lags(group, pair, fps, settings).values)
    return {
        clip: {how: _mean([lags[how] for lags in floors]) for how in AGGREGATES}
        for clip, floors in found.items()
    }


def _mean(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan
