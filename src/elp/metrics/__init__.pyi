from .blinks import blink_duration, blink_rate
from .bootstrap import bootstrap_interval
from .distances import l1_distance, l2_distance, mean_squared_error
from .dtw import warped_distance
from .energy_score import energy_score
from .frechet import (
    frechet_distance,
    paired_frechet_distance,
    pooled_frechet_distance,
)
from .jerk import jerk_ratio
from .lags import LagCorrelation, lag_correlation
from .react import (
    concordance,
    sample_diversity,
    speaker_diversity,
    synchrony,
    time_variance,
)
from .rpcc import rpcc_dim, rpcc_flat, rpcc_frame, rpcc_time
from .seam import seam_ratio
from .shannon import shannon_index, sid_dim, sid_l2l, sid_paper
from .spread_skill import spread_skill
from .sts import sts_canonical, sts_dim, sts_per_frame
from .variation import variation_flat, variation_mean, variation_sum
from .velocity import velocity_frechet_distance
from .wtlcc import blink_wtlcc, wtlcc

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
