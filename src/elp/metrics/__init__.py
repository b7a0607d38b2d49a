"""Scores of generated listeners against real ones, one module a metric; see docs/metrics.md.

Each is a function of numpy arrays, a row per frame, of any number of dimensions.
"""

from elp.metrics.frechet import (
    frechet_distance,
    paired_frechet_distance,
    pooled_frechet_distance,
)
from elp.metrics.variation import variation_flat, variation_mean, variation_sum

__all__ = [
    "frechet_distance",
    "paired_frechet_distance",
    "pooled_frechet_distance",
    "variation_flat",
    "variation_mean",
    "variation_sum",
]
