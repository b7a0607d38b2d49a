"""Scores of generated listeners against real ones, one module a metric; see docs/metrics.md.

Each is a function of numpy arrays, a row per frame, of any number of dimensions.
"""

from elp.metrics.bootstrap import bootstrap_interval, paired_bootstrap
from elp.metrics.distances import l1_distance, l2_distance, mean_squared_error
from elp.metrics.frechet import (
    frechet_distance,
    paired_frechet_distance,
    pooled_frechet_distance,
)
from elp.metrics.noise_floor import noise_floor
from elp.metrics.pearson import rpcc_dim, rpcc_flat, rpcc_frame, rpcc_time
from elp.metrics.shannon import shannon_index, sid_dim, sid_l2l, sid_paper
from elp.metrics.sts import sts_canonical, sts_dim, sts_per_frame
from elp.metrics.variation import variation_flat, variation_mean, variation_sum
from elp.metrics.wtlcc import LagCorrelation, blink_wtlcc, lag_correlation, wtlcc

__all__ = [
    "LagCorrelation",
    "blink_wtlcc",
    "bootstrap_interval",
    "frechet_distance",
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
    "shannon_index",
    "sid_dim",
    "sid_l2l",
    "sid_paper",
    "sts_canonical",
    "sts_dim",
    "sts_per_frame",
    "variation_flat",
    "variation_mean",
    "variation_sum",
    "wtlcc",
]
