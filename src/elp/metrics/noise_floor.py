"""The noise floor of WTLCC: what listeners reach who have nothing to do with the speaker."""

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from elp.metrics.wtlcc import Aggregate, wtlcc


def noise_floor(
    first: Sequence[Float[np.ndarray, "_ D"]],
    second: Sequence[Float[np.ndarray, "_ D"]],
    fps: float | int,
    rng: np.random.Generator,
    *,
    window: float | int = 4.0,
    max_lag: float | int = 0.5,
    aggregate: Aggregate = "peak_signed",
) -> float:
    """WTLCC of speakers with listeners of other clips: what chance alone reaches.

    Parameters
    ----------
    first, second : sequence of arrays, shape (frames, dimensions)
        Speakers and listeners, clip by clip.
    fps, window, max_lag, aggregate
        As in `wtlcc`.
    rng : Generator
        Draws the pairs.

    Returns
    -------
    float
        Mean over the pairs; not a number for a single clip.
    """
    values = []
    for i, j in unrelated_pairs(len(first), rng):
        frames = min(len(first[i]), len(second[j]))
        pair = (first[i][:frames], second[j][:frames])
        values.append(wtlcc(*pair, fps, window=window, max_lag=max_lag, aggregate=aggregate))
    return float(np.mean(values)) if values else math.nan


def unrelated_pairs(
    count: int, rng: np.random.Generator, partners: int = 5
) -> list[tuple[int, int]]:
    """Each clip with (up to) `partners` others, drawn at random and never with itself."""
    order = rng.permutation(count)
    shifts = (rng.permutation(max(count - 1, 0)) + 1)[:partners]
    return [(int(order[i]), int(order[(i + s) % count])) for i in range(count) for s in shifts]
