"""All scores of a set of clips as one tidy table; `elp.scoring.summary` sums it up."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache

import numpy as np
import pandas as pd

from elp.config.scores import MetricSettings
from elp.errors import DataError
from elp.metrics.bootstrap import resample
from elp.scoring.clip_scores import MIN_FRAMES, ClipScore, clip_scores
from elp.scoring.context import Context, WindowLengths, training_scale
from elp.scoring.diversity_scores import diversity_scores
from elp.scoring.lag_scores import lag_scores
from elp.scoring.series import ClipSeries, Group
from elp.scoring.set_metrics import Counts
from elp.scoring.set_scores import SetScore, set_scores

COLUMNS = {
    "group": "str",  # expression | pose | both | blink
    "metric": "str",  # the first, and
    "variant": "str",  # the second part of a key of `elp.scoring.registry.METRICS`
    "clip": "str",  # empty for a score of the whole set
    "sample": "int32",  # -1: all samples of the clip together (es, spread_skill, react frdiv)
    "resample": "int32",  # number of the bootstrap resample; -1: the score itself
    "value": "float64",  # not a number where undefined
    "target": "float64",  # the same of the real listener
    "noise_floor": "float64",  # the same of listeners of other clips (wtlcc)
    "short": "bool",  # the clip is shorter than a window (wtlcc, es)
    "constant": "bool",  # a series stands still, and a correlation is 0 (rpcc, wtlcc, react)
}


def score(
    groups: Mapping[Group, Sequence[ClipSeries]],
    fps: float,
    settings: MetricSettings,
    train: Mapping[Group, Sequence[np.ndarray]] | None = None,
    windows: WindowLengths | None = None,
) -> pd.DataFrame:
    """Every metric in every variant, of every clip, sample and group.

    Parameters
    ----------
    groups : mapping
        The clips of each group; those of one group have equally many samples and dimensions.
    fps : float
        Frames per second.
    settings : MetricSettings
        What the metrics leave open.
    train : mapping
        Real listeners of the training split per group, for `sid.fit_on: gt_train` and for the unit
        of the energy score and the spread-skill ratio, which are left out without.
    windows : WindowLengths
        How the run made its clips, for the seam ratio, which is left out without.

    Returns
    -------
    DataFrame
        `COLUMNS`; a row per clip and sample, one per clip for scores of all its samples, or one per
        sample and resample for scores of the set.

    Raises
    ------
    DataError
        If clips differ in their number of samples, or `gt_train` lacks the training split.
    """
    scales = {group: training_scale(clips) for group, clips in (train or {}).items() if clips}
    rows: list[dict[str, object]] = []
    for group, unordered in groups.items():
        clips = sorted(unordered, key=lambda clip: clip.name)
        _check(group, clips)
        context = Context(group, fps, settings, scales.get(group), windows)
        rows += _of_group(clips, context, None if train is None else train[group])
    if {"expression", "pose"} <= groups.keys() & scales.keys():
        scale = np.concatenate([scales["expression"], scales["pose"]])
        both = clip_scores(_joint(groups), Context("both", fps, settings, scale, windows))
        rows += [_clip_row("both", one) for one in both]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def resamples(clips: int, settings: MetricSettings) -> Counts:
    """The resamples of so many clips: the same for every run, so that comparisons are paired."""
    return _resamples(clips, settings.bootstrap, settings.seed)


@lru_cache(maxsize=8)
def _resamples(clips: int, number: int, seed: int) -> Counts:
    counts = resample(clips, number, np.random.default_rng(seed))
    counts.flags.writeable = False  # all that ask get the same
    return counts


def _joint(groups: Mapping[Group, Sequence[ClipSeries]]) -> list[ClipSeries]:
    """Expression and pose of each clip side by side, in order of the name."""
    poses = {clip.name: clip for clip in groups["pose"]}
    expressions = sorted(groups["expression"], key=lambda clip: clip.name)
    return [clip.beside(poses[clip.name]) for clip in expressions if clip.name in poses]


def _check(group: Group, clips: list[ClipSeries]) -> None:
    if not clips:
        raise DataError(f"{group}: there is no clip to score")
    counts = {len(clip.generated) for clip in clips}
    if len(counts) > 1 or 0 in counts:
        raise DataError(f"{group}: clips have {sorted(counts)} samples; make the same number each")


def _of_group(
    clips: list[ClipSeries], context: Context, train: Sequence[np.ndarray] | None
) -> list[dict[str, object]]:
    group, settings = context.group, context.settings
    found = clip_scores(clips, context) + lag_scores(clips, context)
    complete = [_is_complete(clip) for clip in clips]
    if group == "blink" or not any(complete):
        return [_clip_row(group, one) for one in found]
    if settings.sid.fit_on == "gt_train" and train is None:
        raise DataError("`sid.fit_on: gt_train` needs the training split, which is not given here")
    whole = [clip for clip, used in zip(clips, complete, strict=True) if used]
    counts = resamples(len(clips), settings)[:, complete]
    samples = [[clip.sample(k) for clip in whole] for k in range(len(clips[0].generated))]
    truth = [clip.truth() for clip in whole]
    pooled = settings.fd_scope == "pooled"
    of_set = set_scores(samples, truth, counts, pooled_intervals=pooled)
    names = [clip.name for clip in whole]
    diversity = diversity_scores(group, names, samples, truth, counts, settings.sid, train or ())
    found += diversity.of_clips + _undefined(clips, complete)
    of_set += diversity.of_set
    rows = [_clip_row(group, one) for one in found]
    return rows + [row for one in of_set for row in _set_rows(group, one)]


def _is_complete(clip: ClipSeries) -> bool:
    return all(len(clip.sample(k)) >= MIN_FRAMES for k in range(len(clip.generated)))


def _undefined(clips: list[ClipSeries], complete: list[bool]) -> list[ClipScore]:
    """Clips too short for any score are counted as skipped in SI-D too."""
    return [
        ClipScore("sid", "l2l", clip.name, k, np.nan, np.nan)
        for clip, used in zip(clips, complete, strict=True)
        if not used
        for k in range(len(clip.generated))
    ]


def _clip_row(group: Group, found: ClipScore) -> dict[str, object]:
    return {"group": group, "resample": -1, **asdict(found)}


def _set_rows(group: Group, found: SetScore) -> list[dict[str, object]]:
    shared = {
        "group": group,
        "metric": found.metric,
        "variant": found.variant,
        "clip": "",
        "sample": found.sample,
        "noise_floor": np.nan,
        "short": False,
        "constant": False,
    }
    pairs = [
        (found.value, found.target),
        *zip(found.replicates, found.target_replicates, strict=True),
    ]
    return [
        {**shared, "resample": number, "value": value, "target": target}
        for number, (value, target) in enumerate(pairs, start=-1)
    ]
