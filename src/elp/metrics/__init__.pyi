from elp.metrics.blinks import blink_duration, blink_rate
from elp.metrics.bootstrap import bootstrap_interval, paired_bootstrap
from elp.metrics.distances import l1_distance, l2_distance, mean_squared_error
from elp.metrics.dtw import warped_distance
from elp.metrics.energy_score import energy_score
from elp.metrics.frechet import (
    frechet_distance,
    paired_frechet_distance,
    pooled_frechet_distance,
)
from elp.metrics.jerk import jerk_ratio
from elp.metrics.noise_floor import noise_floor
from elp.metrics.pearson import rpcc_dim, rpcc_flat, rpcc_frame, rpcc_time
from elp.metrics.react import (
    concordance,
    sample_diversity,
    speaker_diversity,
    synchrony,
    time_variance,
)
from elp.metrics.seam import seam_ratio
from elp.metrics.shannon import shannon_index, sid_dim, sid_l2l, sid_paper
from elp.metrics.spread_skill import spread_skill
from elp.metrics.sts import sts_canonical, sts_dim, sts_per_frame
from elp.metrics.variation import variation_flat, variation_mean, variation_sum
from elp.metrics.velocity import velocity_frechet_distance
from elp.metrics.wtlcc import LagCorrelation, blink_wtlcc, lag_correlation, wtlcc

__all__ = [
    "LagCorrelation",
    "blink_duration",
    "blink_rate",
    "blink_wtlcc",
    "bootstrap_interval",
    "concordance",
    "energy_score",
    "frechet_distance",
    "jerk_ratio",
    "l1_distance",
    "l2_distance",
    "lag_correlation",
    "mean_squared_error",
    "noise_floor",
    "paired_bootstrap",
    "paired_frechet_distance",
    "pooled_frechet_distance",
    "rpcc_dim",
    "rpcc_flat",
    "rpcc_frame",
    "rpcc_time",
    "sample_diversity",
    "seam_ratio",
    "shannon_index",
    "sid_dim",
    "sid_l2l",
    "sid_paper",
    "speaker_diversity",
    "spread_skill",
    "sts_canonical",
    "sts_dim",
    "sts_per_frame",
    "synchrony",
    "time_variance",
    "variation_flat",
    "variation_mean",
    "variation_sum",
    "velocity_frechet_distance",
    "warped_distance",
    "wtlcc",
]
