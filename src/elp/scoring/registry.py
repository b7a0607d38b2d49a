"""Registry of all metrics: a new one needs its module and an entry here."""

from functools import partial

import numpy as np

from elp.metrics.blinks import blink_duration, blink_rate
from elp.metrics.distances import l1_distance, l2_distance, mean_squared_error
from elp.metrics.dtw import warped_distance
from elp.metrics.frechet import frechet_distance, paired_frechet_distance
from elp.metrics.jerk import jerk_ratio
from elp.metrics.lags import AGGREGATES
from elp.metrics.pearson import constant
from elp.metrics.react import concordance, sample_diversity, synchrony, time_variance
from elp.metrics.rpcc import rpcc_flat, rpcc_frame, rpcc_time
from elp.metrics.seam import seam_ratio
from elp.metrics.sts import sts_canonical, sts_per_frame
from elp.metrics.variation import variation_mean, variation_sum
from elp.metrics.velocity import velocity_frechet_distance
from elp.scoring.energy import (
    energy_on_mesh,
    shorter_than_window,
    standardised_energy,
    standardised_spread_skill,
)
from elp.scoring.metric import BLINK, EXPRESSION, JOINT, MOTION, PRINTED, Metric, Variant
from elp.scoring.series import Aligned
from elp.scoring.set_metrics import (
    BETWEEN_SPEAKERS,
    FLAT_RESIDUAL,
    FLAT_VARIANCE,
    JOINED_SLOPES,
    POOLED_FRECHET,
)

Beyond = partial(Metric, printed=False, appendix=True)  # metrics that the paper does not report


def _triple(clip: Aligned) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return clip.speaker, clip.generated, clip.target


def _pair(clip: Aligned) -> tuple[np.ndarray, np.ndarray]:
    return clip.generated, clip.target


def _any_still(clip: Aligned) -> bool:
    return any(bool(constant(series).any()) for series in _triple(clip))


# In the order of the tables; x is the `Context`.
METRICS: dict[Variant, Metric] = {
    ("fd", "frechet"): Metric("lower", lambda clip, x: frechet_distance(*_pair(clip))),
    ("fd", "l1"): Metric(
        "lower", lambda clip, x: l1_distance(clip.whole_generated, clip.whole_target), appendix=True
    ),
    ("fd", "pfd"): Metric(
        "lower", lambda clip, x: paired_frechet_distance(*_triple(clip)), appendix=True
    ),
    ("fd", "mse"): Metric("lower", lambda clip, x: mean_squared_error(*_pair(clip)), appendix=True),
    ("fd", "l2"): Beyond("lower", lambda clip, x: l2_distance(*_pair(clip))),
    ("fd", "velocity"): Beyond(
        "lower", lambda clip, x: velocity_frechet_distance(*_pair(clip)), frames=3
    ),
    ("fd", "mesh"): Beyond(
        "lower",
        lambda clip, x: frechet_distance(x.on_mesh(clip.generated), x.on_mesh(clip.target)),
        groups=EXPRESSION,
        needs="mesh",
    ),
    ("fd", "pooled"): Metric("lower", of_set=POOLED_FRECHET),
    ("vd", "sum"): Metric("target", lambda clip, x: variation_sum(clip.generated)),
    ("vd", "mean"): Metric("target", lambda clip, x: variation_mean(clip.generated)),
    ("vd", "flat"): Metric("target", of_set=FLAT_VARIANCE),
    **{("sid", variant): Metric("target") for variant in ("paper", "l2l", "dim")},
    ("rpcc", "flat"): Metric(
        "lower",
        lambda clip, x: rpcc_flat(*_triple(clip)),
        still=lambda clip: any(bool(constant(part.reshape(-1))) for part in _triple(clip)),
        with_speaker=True,
    ),
    ("rpcc", "time"): Metric(
        "lower",
        lambda clip, x: rpcc_time(*_triple(clip)),
        still=_any_still,
        with_speaker=True,
    ),
    ("rpcc", "frame"): Metric(
        "lower",
        lambda clip, x: rpcc_frame(*_triple(clip)),
        still=lambda clip: any(bool(constant(part.T).any()) for part in _triple(clip)),
        with_speaker=True,
    ),
    ("rpcc", "dim"): Metric("lower", of_set=FLAT_RESIDUAL),
    # for blinks higher is better, since the real listener is one of the two series
    **{("wtlcc", how): Metric("target", groups=(*MOTION, *BLINK)) for how in AGGREGATES},
    ("wtlcc", "lag"): Metric("target", groups=(*MOTION, *BLINK), printed=False),
    ("wtlcc", "rwtlcc"): Metric("lower", printed=False),
    ("sts", "canonical"): Metric("lower", lambda clip, x: sts_canonical(*_pair(clip), x.fps)),
    ("sts", "per_frame"): Metric("lower", lambda clip, x: sts_per_frame(*_pair(clip), x.fps)),
    ("sts", "dim"): Metric("lower", of_set=JOINED_SLOPES),
    ("es", "window"): Beyond(
        "lower",
        of_clip=standardised_energy,
        groups=JOINT,
        needs="train",
        short=shorter_than_window,
    ),
    ("es", "mesh"): Beyond(
        "lower",
        of_clip=energy_on_mesh,
        groups=EXPRESSION,
        needs="mesh",
        short=shorter_than_window,
    ),
    ("spread_skill", "ratio"): Beyond(
        "target", of_clip=standardised_spread_skill, groups=JOINT, needs="train", target=1.0
    ),
    ("jerk", "ratio"): Beyond("target", lambda clip, x: jerk_ratio(*_pair(clip)), frames=4),
    ("seam", "ratio"): Beyond(
        "target", lambda clip, x: seam_ratio(clip.generated, x.plan(clip.made)), needs="windows"
    ),
    ("blink_rate", "per_minute"): Beyond(
        "target", lambda clip, x: blink_rate(clip.generated, x.fps), groups=BLINK
    ),
    ("blink_duration", "seconds"): Beyond(
        "target", lambda clip, x: blink_duration(clip.generated, x.fps), groups=BLINK
    ),
    ("react", "frcorr"): Beyond(
        "higher",
        lambda clip, x: concordance(*_pair(clip)),
        still=lambda clip: any(bool(constant(part).any()) for part in _pair(clip)),
    ),
    ("react", "frdist"): Beyond(
        "lower",
        lambda clip, x: warped_distance(*_pair(clip), x.frames(x.settings.react.band)),
        groups=PRINTED,
    ),
    ("react", "frdiv"): Beyond("higher", of_clip=lambda clip, x: sample_diversity(clip.generated)),
    ("react", "frvar"): Beyond("target", lambda clip, x: time_variance(clip.generated)),
    ("react", "frsyn"): Beyond(
        "target",
        lambda clip, x: synchrony(
            clip.speaker, clip.generated, x.fps, max_lag=x.settings.react.max_lag
        ),
        groups=PRINTED,
        still=_any_still,
    ),
    ("react", "frdvs"): Beyond("target", of_set=BETWEEN_SPEAKERS),
}
