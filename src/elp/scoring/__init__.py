"""Scores: the metrics of one run against the real listeners, clip by clip and summarised."""
