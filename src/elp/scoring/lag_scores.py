"""WTLCC of each clip with its noise floor; all variants share one matrix of lag correlations."""

import math
from dataclasses import dataclass

from elp.metrics.blinks import binary
from elp.metrics.lags import AGGREGATES, LagCorrelation, lag_correlation
from elp.scoring.clip_scores import MIN_FRAMES, ClipScore
from elp.scoring.context import Context
from elp.scoring.series import Aligned, ClipSeries
from elp.scoring.unrelated import noise_floors

Lags = dict[str, float]


def lag_scores(clips: list[ClipSeries], context: Context) -> list[ClipScore]:
    """Each aggregate of WTLCC, and the lag of its peak, for each sample of each clip.

    Parameters
    ----------
    clips : list of ClipSeries
        Sorted by name.
    context : Context
        Group, frame rate, window and lag, and the seed of the noise floor.
    """
    floors = noise_floors(clips, context.settings.seed, lambda pair: _lags(pair, context).values)
    scores: list[ClipScore] = []
    for clip in clips:
        truth = _lags(clip.truth(), context)
        for k in range(len(clip.generated)):
            sample = _lags(clip.sample(k), context)
            scores += _of_lags(clip.name, k, sample, truth, floors[clip.name])
    return scores


@dataclass(frozen=True)
class _LagScore:
    values: Lags
    short: bool
    constant: bool


def _lags(clip: Aligned, context: Context) -> _LagScore:
    """Each aggregate of WTLCC, and the lag of its peak in seconds."""
    if len(clip) < MIN_FRAMES:
        return _LagScore(dict.fromkeys([*AGGREGATES, "lag"], math.nan), short=True, constant=False)
    settings = context.settings.wtlcc
    first, second = clip.speaker, clip.generated
    if context.group == "blink":
        first, second = binary(clip.target), binary(clip.generated)
    correlations: LagCorrelation = lag_correlation(
        first, second, context.fps, window=settings.window, max_lag=settings.max_lag
    )
    rule = settings.constant if context.group == "blink" else "zero"
    values: Lags = {how: correlations.aggregate(how, rule) for how in AGGREGATES}
    values["lag"] = correlations.peak_lag(rule)
    return _LagScore(values, correlations.short, bool(correlations.constant.any()))


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
