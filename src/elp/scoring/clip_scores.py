"""Scores of single clips; the score of a data set is their mean."""

import math
from dataclasses import dataclass

from elp.scoring.context import Context
from elp.scoring.metric import Metric, Variant
from elp.scoring.registry import METRICS
from elp.scoring.series import Aligned, ClipSeries, Ensemble
from elp.scoring.unrelated import noise_floors

Floors = dict[Variant, float]  # noise floors of a clip
MIN_FRAMES = 2  # a covariance and a slope need two frames
ALL_SAMPLES = -1  # instead of a sample's number: the score covers all samples of the clip


@dataclass(frozen=True)
class ClipScore:
    """The score of one sample of a clip, or of all its samples; `value` is NaN if undefined.

    `target` is the real listener's score, `noise_floor` that of listeners of other clips. `short`
    marks a clip shorter than a window, `constant` a constant series.
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


def clip_scores(clips: list[ClipSeries], context: Context) -> list[ClipScore]:
    """The clip scores in `METRICS`: of each sample, then of all samples together.

    Parameters
    ----------
    clips : list of ClipSeries
        Sorted by name.
    context : Context
        What the clips share; metrics of other groups, or that lack an input, are skipped.
    """
    chosen = {
        key: metric
        for key, metric in METRICS.items()
        if context.group in metric.groups and context.has(metric.needs)
    }
    paired = {key: metric for key, metric in chosen.items() if metric.with_speaker}
    floors: dict[str, Floors] = noise_floors(
        clips,
        context.settings.seed,
        lambda pair: {key: _of_sample(metric, pair, context) for key, metric in paired.items()},
    )
    scores: list[ClipScore] = []
    for clip in clips:
        scores += _of_samples(clip, chosen, context, floors[clip.name])
        scores += _of_all(clip, chosen, context)
    return scores


def _of_samples(
    clip: ClipSeries, metrics: dict[Variant, Metric], x: Context, floors: Floors
) -> list[ClipScore]:
    truth = clip.truth()
    samples = [clip.sample(k) for k in range(len(clip.generated))]
    chosen = {key: metric for key, metric in metrics.items() if metric.of_sample}
    targets = {key: _of_sample(metric, truth, x) for key, metric in chosen.items()}
    return [
        ClipScore(
            *key,
            clip.name,
            k,
            _of_sample(metric, sample, x),
            targets[key],
            floors.get(key, math.nan),
            short=metric.short is not None and metric.short(len(sample), x),
            constant=metric.still is not None and metric.still(sample),
        )
        for k, sample in enumerate(samples)
        for key, metric in chosen.items()
    ]


def _of_all(clip: ClipSeries, metrics: dict[Variant, Metric], x: Context) -> list[ClipScore]:
    chosen = {key: metric for key, metric in metrics.items() if metric.of_clip}
    if not chosen:
        return []
    samples, truth = clip.ensemble(), clip.true_ensemble()
    return [
        ClipScore(
            *key,
            clip.name,
            ALL_SAMPLES,
            _of_clip(metric, samples, x),
            _of_clip(metric, truth, x) if metric.target is None else metric.target,
            short=metric.short is not None and metric.short(len(samples), x),
        )
        for key, metric in chosen.items()
    ]


def _of_sample(metric: Metric, clip: Aligned, x: Context) -> float:
    defined = len(clip) >= metric.frames
    return metric.of_sample(clip, x) if metric.of_sample and defined else math.nan


def _of_clip(metric: Metric, clip: Ensemble, x: Context) -> float:
    return metric.of_clip(clip, x) if metric.of_clip and len(clip) >= metric.frames else math.nan
