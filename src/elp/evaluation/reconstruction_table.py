"""Table of reconstructions, results/renderer.csv: renderers compared on the same held-out clips."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from elp.io.rows import read_frame
from elp.metrics.bootstrap import Counts, People, mean_estimate, resample

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
RESAMPLES, CONFIDENCE, SEED = 1000, 0.95, 0


def compare_renderers(tables: Sequence[Path]) -> pd.DataFrame:
    """Means over clips with intervals, and paired differences to `still` and to `warp`.

    Parameters
    ----------
    tables : sequence of Path
        A CSV file per data set and method: `dataset`, `method`, `trunk`, `clip`, `person` and the
        metrics.

    Returns
    -------
    DataFrame
        `dataset`, `method`, `metric`, `better`, `trunk`, `value`, `low`, `high`, `clips`,
        `people`, and for each of `still` and `warp` the difference `over_…` with `…_low` and
        `…_high`, positive if the method is better.
    """
    scores = pd.concat([read_frame(path) for path in tables])
    rows = []
    for dataset, of_dataset in scores.groupby("dataset", sort=False):
        clips = sorted(of_dataset["clip"].unique())
        people = of_dataset.groupby("clip")["person"].first().loc[clips].to_numpy(dtype=str)
        counts = resample(people, RESAMPLES, np.random.default_rng(SEED))
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
                    "people": len(set(people[~np.isnan(values)])),
                    **_interval("value", "", values, people, counts),
                }
                for reference in REFERENCES:
                    if reference in methods:
                        others = methods[reference][metric].to_numpy(dtype=np.float64)
                        gain = others - values if better == "lower" else values - others
                        row |= _interval(f"over_{reference}", f"{reference}_", gain, people, counts)
                rows.append(row)
    return pd.DataFrame(rows)


def _interval(
    name: str, prefix: str, values: np.ndarray, people: People, counts: Counts
) -> dict[str, float]:
    estimate = mean_estimate(values[None], people, counts)
    interval = estimate.interval(CONFIDENCE)
    return {name: estimate.value, f"{prefix}low": interval.low, f"{prefix}high": interval.high}
