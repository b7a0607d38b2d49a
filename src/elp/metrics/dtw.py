"""FRDist: distance of two series after dynamic time warping.

Letters: T frames, D dimensions; a cell (i, j) matches frame i of one with frame j of the other.
`librosa.sequence.dtw` finds the same paths (a test compares them), but takes seconds to import and
memory for T² cells at any band.
"""

import numpy as np
from jaxtyping import Float

ROWS = 512  # rows of distances computed at a time


def warped_distance(
    generated: Float[np.ndarray, "T D"],
    target: Float[np.ndarray, "T D"],
    band: int | None = None,
) -> float:
    r"""Mean distance of matched frames along the cheapest warping path; lower is better.

    .. math:: \frac1{|P|} \sum_{(i,j) \in P} \|\hat y_i - y_j\|,
        P = \arg\min \sum_{(i,j) \in P} \|\hat y_i - y_j\|

    over paths from (0, 0) to (T-1, T-1) in steps (1, 0), (0, 1), (1, 1); of equally cheap
    steps into a cell the diagonal one wins. REACT sums along the path; the mean does not depend on
    the clip's length.

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        The same number of frames of both.
    band : int
        Sakoe-Chiba band: largest distance of matched frames, in frames; None for no limit.

    Returns
    -------
    float
        In the units of the coefficients.

    References
    ----------
    Sakoe and Chiba, "Dynamic Programming Algorithm Optimization for Spoken Word Recognition", IEEE
    TASSP 1978; Song et al., "REACT2023", ACM MM 2023 (FRDist).

    Examples
    --------
    >>> x = np.array([0.0, 0.0, 1.0, 2.0])[:, None]
    >>> warped_distance(x, np.array([0.0, 1.0, 2.0, 2.0])[:, None])
    0.0
    """
    if np.array_equal(generated, target):
        return 0.0
    frames = len(generated)
    reach = frames - 1 if band is None else min(band, frames - 1)
    flat = _distances(generated, target, reach).ravel()
    stride = 2 * reach + 1
    # cheapest cost into cell (i, diagonal - i) at index i + 1, and the number of cells on that path
    cost, cells = np.full((3, frames + 1), np.inf), np.zeros((3, frames + 1))
    cost[1, 0] = 0.0  # entry to (0, 0)
    for diagonal in range(2 * frames - 1):
        low = max(0, diagonal - frames + 1, (diagonal - reach + 1) // 2)
        high = min(diagonal, frames - 1, (diagonal + reach) // 2)
        here = slice(low + 1, high + 2)
        before = slice(low, high + 1)
        new, last, older = diagonal % 3, (diagonal - 1) % 3, (diagonal - 2) % 3
        cost[new], cells[new] = np.inf, 0.0
        best, taken = cost[older, before], cells[older, before]
        for previous in (before, here):
            less = cost[last, previous] < best
            best = np.where(less, cost[last, previous], best)
            taken = np.where(less, cells[last, previous], taken)
        # (i, diagonal - i) lies at i · stride + (diagonal - 2 i) + reach
        first = low * (stride - 2) + diagonal + reach
        step = flat[first :: stride - 2][: high - low + 1] if stride > 2 else flat[low : high + 1]
        cost[new, here], cells[new, here] = best + step, taken + 1
    return float(cost[(2 * frames - 2) % 3, frames] / cells[(2 * frames - 2) % 3, frames])


def _distances(
    first: Float[np.ndarray, "T D"], second: Float[np.ndarray, "T D"], reach: int
) -> Float[np.ndarray, "T band"]:
    """Distance of frames i and j at [i, j - i + reach], infinite beyond the ends."""
    from scipy.spatial.distance import cdist  # slow to import

    frames = len(first)
    distances = np.full((frames, 2 * reach + 1), np.inf)
    for top in range(0, frames, ROWS):
        rows = range(top, min(top + ROWS, frames))
        left, right = max(top - reach, 0), min(rows[-1] + reach + 1, frames)
        block = cdist(first[top : rows[-1] + 1], second[left:right])
        for i in rows:
            start, stop = max(i - reach, 0), min(i + reach + 1, frames)
            distances[i, start - i + reach : stop - i + reach] = block[
                i - top, start - left : stop - left
            ]
    return distances
