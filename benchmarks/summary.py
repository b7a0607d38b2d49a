"""Summary of scores, against a pandas `groupby` for each number: `python benchmarks/summary.py`.

Needs the results of `make table1`. Summarises every file in results/metrics both ways, in turn, in
one process; prints both times, their ratio, and the largest difference of any number.
"""

import time
from pathlib import Path

import numpy as np
import pandas as pd

from elp.config.scores import MetricSettings
from elp.errors import DataError
from elp.metrics.bootstrap import mean_estimate
from elp.metrics.estimate import Estimate
from elp.scoring.score import resamples
from elp.scoring.scores_file import read_scores
from elp.scoring.summary import summarise
from elp.workflow.job import parse

KEY = ["group", "metric", "variant"]
NUMBERS = ["value", "low", "high", "deviation", "best_of_k", "skipped", "short", "constant"]


def by_groups(scores: pd.DataFrame, settings: MetricSettings) -> pd.DataFrame:
    """The plain way: a `groupby` for each number of each score."""
    draw = ["group", "clip", "sample"]
    errors = scores[(scores["metric"] == "fd") & (scores["variant"] == "mse")].dropna(
        subset=["value"]
    )
    best = errors.loc[errors.groupby(["group", "clip"])["value"].idxmin(), draw]
    nearest = pd.MultiIndex.from_frame(best)
    rows = []
    for key, part in scores.groupby(KEY, sort=False):
        of_clips = not (part["clip"] == "").all()
        means = part.groupby("clip" if of_clips else "resample")["value"].mean().sort_index()
        if of_clips:
            people = part.groupby("clip")["person"].first().to_numpy(dtype=str)
            score = mean_estimate(means.to_numpy()[None], people, resamples(people, settings))
        else:
            drawn = means.to_numpy()
            score = Estimate(drawn[0], drawn[1:], np.zeros(1), int(part["people"].max()))
        interval = score.interval(settings.confidence)
        own = part[part["resample"] == -1].groupby("sample")["value"].mean()
        chosen = part.loc[pd.MultiIndex.from_frame(part[draw]).isin(nearest), "value"]
        clips = part.groupby("clip")
        counts = (
            int(part["value"].isna().groupby(part["clip"]).any().sum()) if of_clips else 0,
            int(clips["short"].any().sum()) if of_clips else 0,
            int(clips["constant"].any().sum()) if of_clips else 0,
        )
        numbers = (score.value, interval.low, interval.high, own.std(ddof=1), chosen.mean())
        rows.append((*key, *numbers, *counts))
    return pd.DataFrame(rows, columns=KEY + NUMBERS)


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
        apart = max(apart, *(float((both[n] - both[f"{n}_ours"]).abs().max()) for n in NUMBERS))
    print(f"{len(paths)} files: summarise {seconds[0]:.2f} s, by groups {seconds[1]:.2f} s")
    print(f"ratio {seconds[1] / seconds[0]:.1f}, largest difference {apart:.1e}")


if __name__ == "__main__":
    parse(main)
