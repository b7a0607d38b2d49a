"""Scores summed up, against a pandas `groupby` for each of them: `python benchmarks/summary.py`.

After `make table1`. Every file below results/metrics is summed up both ways, in turn, in one
process; prints the time of each, their ratio, and the largest difference of value and interval.
"""

import time
from pathlib import Path

import numpy as np
import pandas as pd

from elp.cli import parse
from elp.config.scores import MetricSettings
from elp.errors import DataError
from elp.metrics.bootstrap import percentile_interval, resampled_means
from elp.metrics.score import resamples
from elp.metrics.scores_file import read_scores
from elp.metrics.summary import summarise

KEY = ["group", "metric", "variant"]
FOUND = ["value", "low", "high"]


def by_groups(scores: pd.DataFrame, settings: MetricSettings) -> pd.DataFrame:
    """The plain way: value and interval of each score by its own `groupby`."""
    rows = []
    for key, part in scores.groupby(KEY, sort=False):
        if (part["clip"] == "").all():
            means = part.groupby("resample")["value"].mean().sort_index()
            value, drawn = means.loc[-1], means[means.index >= 0].to_numpy()
        else:
            clips = part.groupby("clip")["value"].mean().sort_index().to_numpy()
            value = np.nanmean(clips) if np.isfinite(clips).any() else np.nan
            drawn = resampled_means(clips, resamples(len(clips), settings))
        interval = percentile_interval(drawn, settings.confidence)
        rows.append((*key, value, interval.low, interval.high))
    return pd.DataFrame(rows, columns=KEY + FOUND)


def main(results: Path = Path("results")) -> None:
    """Print both times, their ratio and the largest difference."""
    paths = sorted(results.glob("metrics/*/*/seed*/*.parquet"))
    if not paths:
        raise DataError(f"{results}/metrics has no scores; run `make table1` first")
    settings, seconds, apart = MetricSettings(), np.zeros(2), 0.0
    for path in paths:
        scores = read_scores(path).rows
        start = time.process_time()
        ours = summarise(scores, settings)
        middle = time.process_time()
        plain = by_groups(scores, settings)
        seconds += middle - start, time.process_time() - middle
        both = plain.merge(ours, on=KEY, suffixes=("", "_ours"), validate="one_to_one")
        assert len(both) == len(plain)
        apart = max(apart, *(float((both[n] - both[f"{n}_ours"]).abs().max()) for n in FOUND))
    print(f"{len(paths)} files: summarise {seconds[0]:.2f} s, by groups {seconds[1]:.2f} s")
    print(f"ratio {seconds[1] / seconds[0]:.1f}, largest difference {apart:.1e}")


if __name__ == "__main__":
    parse(main)
