"""From metrics to scores: one run against the real listeners, clip by clip, and summed up."""
