"""All scores of a set of clips as one tidy table; `elp.scoring.summary` summarises it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache

import numpy as np
import pandas as pd
from jaxtyping import Float

from elp.config.scores import MetricSettings
from elp.errors import DataError
from elp.metrics.bootstrap import Counts, resample
from elp.scoring.clip_scores import MIN_FRAMES, ClipScore, clip_scores
from elp.scoring.context import Context, WindowLengths, training_scale
from elp.scoring.diversity_scores import diversity_scores
from elp.scoring.lag_scores import lag_scores
from elp.scoring.series import ClipSeries, Group, parts_of_pose
from elp.scoring.set_scores import SetScore, set_scores

COLUMNS = {
    "group": "str",  # one of `elp.scoring.series.Group`
    "metric": "str",  # first and
    "variant": "str",  # second part of a key of `elp.scoring.registry.METRICS`
    "clip": "str",  # empty for a score of the whole set
    "person": "str",  # the clip's listener; empty for a score of the whole set
    "people": "int32",  # listeners that the score covers
    "sample": "int32",  # -1: all samples of the clip together (es, spread_skill, react frdiv)
    "resample": "int32",  # number of the bootstrap resample; -1: the score itself
    "value": "float64",  # NaN if undefined
    "target": "float64",  # score of the real listener
    "noise_floor": "float64",  # score of listeners of other clips (rpcc, wtlcc)
    "short": "bool",  # the clip is shorter than a window (wtlcc, es)
    "constant": "bool",  # a series is constant, so a correlation is 0 (rpcc, wtlcc, react)
}


def score(
    groups: Mapping[Group, Sequence[ClipSeries]],
    fps: float,
    settings: MetricSettings,
    train: Mapping[Group, Sequence[np.ndarray]] | None = None,
    windows: WindowLengths | None = None,
    mesh: Float[np.ndarray, "D"] | None = None,
) -> pd.DataFrame:
    """Compute every variant of every metric for every group, clip and sample.

    The rotation and the translation of p are scored apart too, and expression and pose side by
    side.

    Parameters
    ----------
    groups : mapping
        The clips of the groups expression, pose and blink, or of some of them; within a group all
        have the same numbers of samples and dimensions.
    fps : float
        Frames per second.
    settings : MetricSettings
        Settings of the metrics.
    train : mapping
        Real listeners of the training split by group. `sid.fit_on: gt_train` needs them, and so do
        the energy score and the spread-skill ratio, which are skipped without.
    windows : WindowLengths
        Windows of the run. The seam ratio needs them and is skipped without.
    mesh : array, shape (dimensions of expression,)
        `elp.scoring.context.mesh_scale`. The variants `mesh` need it and are skipped without.

    Returns
    -------
    DataFrame
        `COLUMNS`: a row per clip and sample, per clip for scores of all its samples, and per sample
        and resample for scores of the set.

    Raises
    ------
    DataError
        If clips differ in their number of samples, or `gt_train` is set without a training split.
    """
    poses = groups.get("pose", ())
    for part, select in parts_of_pose(poses[0].target.shape[1] if poses else 0).items():
        groups = {**groups, part: [clip.changed(select) for clip in poses]}
        train = train and {**train, part: [select(pose) for pose in train["pose"]]}
    scales = {group: training_scale(clips) for group, clips in (train or {}).items() if clips}
    rows: list[dict[str, object]] = []
    for group, unordered in groups.items():
        clips = sorted(unordered, key=lambda clip: clip.name)
        _check(group, clips)
        own_mesh = mesh if group == "expression" else None
        context = Context(group, fps, settings, scales.get(group), windows, own_mesh)
        rows += _of_group(clips, context, None if train is None else train[group])
    if {"expression", "pose"} <= groups.keys() & scales.keys():
        scale = np.concatenate([scales["expression"], scales["pose"]])
        both = clip_scores(_joint(groups), Context("both", fps, settings, scale, windows))
        rows += [_clip_row("both", clip_score) for clip_score in both]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    people = {clip.name: clip.person or clip.name for clips in groups.values() for clip in clips}
    table["person"] = table["clip"].map({"": "", **people})
    return table.astype(COLUMNS)


def resamples(people: np.ndarray, settings: MetricSettings) -> Counts:
    """Resamples of clips, given the person of each in order of the clips' names.

    They are the same for every run, so that comparisons are paired.
    """
    numbers = np.unique(people, return_inverse=True)[1]
    return _resamples(tuple(numbers.tolist()), settings.bootstrap, settings.seed)


@lru_cache(maxsize=8)
def _resamples(people: tuple[int, ...], number: int, seed: int) -> Counts:
    counts = resample(np.array(people), number, np.random.default_rng(seed))
    counts.flags.writeable = False  # all callers share the array
    return counts


def _joint(groups: Mapping[Group, Sequence[ClipSeries]]) -> list[ClipSeries]:
    """Expression and pose of each clip side by side, sorted by name."""
    poses = {clip.name: clip for clip in groups["pose"]}
    expressions = sorted(groups["expression"], key=lambda clip: clip.name)
    return [clip.beside(poses[clip.name]) for clip in expressions if clip.name in poses]


def _check(group: Group, clips: list[ClipSeries]) -> None:
    if not clips:
        raise DataError(f"{group}: no clip to score; give at least one")
    counts = {len(clip.generated) for clip in clips}
    if len(counts) > 1 or 0 in counts:
        raise DataError(
            f"{group}: clips have {sorted(counts)} samples; give each clip the same number"
        )


def _of_group(
    clips: list[ClipSeries], context: Context, train: Sequence[np.ndarray] | None
) -> list[dict[str, object]]:
    group, settings = context.group, context.settings
    of_clips = clip_scores(clips, context) + lag_scores(clips, context)
    complete = [_is_complete(clip) for clip in clips]
    if group == "blink" or not any(complete):
        return [_clip_row(group, clip_score) for clip_score in of_clips]
    if settings.sid.fit_on == "gt_train" and train is None:
        raise DataError(
            "`sid.fit_on: gt_train` needs the training split, which is not given; use gt_test"
        )
    whole = [clip for clip, used in zip(clips, complete, strict=True) if used]
    people = np.array([clip.person or clip.name for clip in clips])
    counts = resamples(people, settings)[:, complete]
    samples = [[clip.sample(k) for clip in whole] for k in range(len(clips[0].generated))]
    truth = [clip.truth() for clip in whole]
    pooled = settings.fd_scope == "pooled"
    of_set = set_scores(samples, truth, counts, pooled_intervals=pooled)
    names = [clip.name for clip in whole]
    diversity = diversity_scores(group, names, samples, truth, counts, settings.sid, train or ())
    of_clips += diversity.of_clips + _undefined(clips, complete)
    of_set += diversity.of_set
    rows = [_clip_row(group, clip_score) for clip_score in of_clips]
    covered = len(set(people[complete]))
    return rows + [row for set_score in of_set for row in _set_rows(group, set_score, covered)]


def _is_complete(clip: ClipSeries) -> bool:
    return all(len(clip.sample(k)) >= MIN_FRAMES for k in range(len(clip.generated)))


def _undefined(clips: list[ClipSeries], complete: list[bool]) -> list[ClipScore]:
    """Rows that count clips too short for any score as skipped in SI-D too."""
    return [
        ClipScore("sid", "l2l", clip.name, k, np.nan, np.nan)
        for clip, used in zip(clips, complete, strict=True)
        if not used
        for k in range(len(clip.generated))
    ]


def _clip_row(group: Group, score: ClipScore) -> dict[str, object]:
    return {"group": group, "resample": -1, "people": 1, **asdict(score)}


def _set_rows(group: Group, score: SetScore, people: int) -> list[dict[str, object]]:
    shared = {
        "group": group,
        "metric": score.metric,
        "variant": score.variant,
        "clip": "",
        "people": people,
        "sample": score.sample,
        "noise_floor": np.nan,
        "short": False,
        "constant": False,
    }
    pairs = [
        (score.value, score.target),
        *zip(score.replicates, score.target_replicates, strict=True),
    ]
    return [
        {**shared, "resample": number, "value": value, "target": target}
        for number, (value, target) in enumerate(pairs, start=-1)
    ]
