"""Differences between pairs of clips, for FRDvs.

Letters: N clips, B resamples, D dimensions.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def squared_differences(clips: Sequence[Float[np.ndarray, "_ D"]]) -> Float[np.ndarray, "N N"]:
    """Mean squared difference of each pair of clips over the frames that both have."""
    centre = np.mean([clip.mean(axis=0) for clip in clips], axis=0)  # against cancellation
    flat = [np.ravel(np.asarray(clip, dtype=np.float64) - centre) for clip in clips]
    sums = [np.concatenate([[0.0], np.cumsum(values**2)]) for values in flat]
    squares = np.zeros((len(clips), len(clips)))
    for i in range(len(clips)):
        for j in range(i):
            size = min(len(flat[i]), len(flat[j]))
            product = np.dot(flat[i][:size], flat[j][:size])
            squares[i, j] = max((sums[i][size] + sums[j][size] - 2 * product) / size, 0.0)
    return squares + squares.T


def mean_of_pairs(values: Float[np.ndarray, "N N"], counts: np.ndarray) -> Float[np.ndarray, "B"]:
    """Mean over the pairs of different clips, each clip drawn `counts` (B, N) times."""
    weights = np.asarray(counts, dtype=np.float64)
    pairs = weights.sum(axis=1) ** 2 - (weights**2).sum(axis=1)
    total = np.einsum("bi,ij,bj->b", weights, values, weights, optimize=True)
    return np.asarray(total / np.where(pairs > 0, pairs, np.nan))
