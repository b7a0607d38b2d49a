"""Table of reconstructions, results/renderer.csv: renderers compared on the same held-out clips."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from elp.io.rows import read_frame
from elp.metrics.bootstrap import percentile_interval, resample, resampled_means

METRICS = {  # name, and which direction is better
    "l1": "lower",
    "psnr": "higher",
    "ssim": "higher",
    "lpips": "lower",
    "keypoints": "lower",
    "identity": "higher",
    "blinks": "higher",
}
REFERENCES = ("still", "warp")
RESAMPLES, SEED = 1000, 0


def compare_renderers(tables: Sequence[Path]) -> pd.DataFrame:
    """Means over clips with intervals, and paired differences to `still` and to `warp`.

    Parameters
    ----------
    tables : sequence of Path
        A CSV file per data set and method: `dataset`, `method`, `trunk`, `clip` and the metrics.

    Returns
    -------
    DataFrame
        `dataset`, `method`, `metric`, `better`, `trunk`, `value`, `low`, `high`, `clips`, and for
        each of `still` and `warp` the difference `over_…` with `…_low` and `…_high`, positive if
        the method is better.
    """
    scores = pd.concat([read_frame(path) for path in tables])
    rows = []
    for dataset, of_dataset in scores.groupby("dataset", sort=False):
        clips = sorted(of_dataset["clip"].unique())
        counts = resample(len(clips), RESAMPLES, np.random.default_rng(SEED))
        methods = {
            method: part.set_index("clip").loc[clips]
            for method, part in of_dataset.groupby("method", sort=False)
        }
        for method, part in methods.items():
            for metric, better in METRICS.items():
                values = part[metric].to_numpy(dtype=np.float64)
                row: dict[str, object] = {
                    "dataset": dataset,
                    "method": method,
                    "metric": metric,
                    "better": better,
                    "trunk": part["trunk"].iloc[0] if metric in ("lpips", "identity") else "",
                    "clips": int((~np.isnan(values)).sum()),
                    **_interval("value", "", values, counts),
                }
                for reference in REFERENCES:
                    if reference in methods:
                        others = methods[reference][metric].to_numpy(dtype=np.float64)
                        gain = others - values if better == "lower" else values - others
                        row |= _interval(f"over_{reference}", f"{reference}_", gain, counts)
                rows.append(row)
    return pd.DataFrame(rows)


def _interval(name: str, prefix: str, values: np.ndarray, counts: np.ndarray) -> dict[str, float]:
    interval = percentile_interval(resampled_means(values, counts))
    known = values[~np.isnan(values)]
    mean = float(known.mean()) if len(known) else np.nan
    return {name: mean, f"{prefix}low": interval.low, f"{prefix}high": interval.high}
