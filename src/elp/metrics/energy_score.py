"""Energy score: how well samples of a listener cover what the real listener did.

Letters: K samples, T frames, D dimensions, W windows.
"""

import numpy as np
from jaxtyping import Float


def energy_score(
    generated: Float[np.ndarray, "K T D"], target: Float[np.ndarray, "T D"], window: int
) -> float:
    r"""Mean distance of samples to the truth minus half their mutual distance; lower is better.

    .. math:: \frac1K \sum_k \|\hat y_k - y\|
        - \frac12 \frac1{K(K-1)} \sum_{k \ne l} \|\hat y_k - \hat y_l\|

    where each window is one long vector, averaged over the windows of a clip. The score is proper:
    its expectation is least for samples from the distribution of the truth. Neither a mean face
    nor noise can do better.

    Parameters
    ----------
    generated : array, shape (samples, frames, dimensions)
        Standardised, so that dimensions of different units have equal weight.
    target : array, shape (frames, dimensions)
        The same frames of the real listener, standardised in the same way.
    window : int
        Frames per window; windows do not overlap, and frames after the last whole window are
        dropped. A shorter clip is one window of its own length.

    Returns
    -------
    float
        In standard deviations; it grows with the root of the window's length. A single sample has
        no spread: the score is its distance, which is right for a deterministic method and too
        high for a random one. Pairs are averaged over k ≠ l, so that K changes only the variance
        of the score, which may be negative.

    References
    ----------
    Gneiting and Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation", JASA 2007,
    Sec. 4.3; over k ≠ l as in Ferro, "Fair scores for ensemble forecasts", QJRMS 2014.

    Examples
    --------
    >>> energy_score(np.array([[[0.0]], [[2.0]]]), np.array([[1.0]]), window=50)
    0.0
    """
    samples, truth = _windows(generated, window), _windows(target[None], window)
    error = np.linalg.norm(samples - truth, axis=2).mean()
    return float(error - _mean_distance(samples) / 2)


def _windows(series: Float[np.ndarray, "K T D"], window: int) -> Float[np.ndarray, "K W WD"]:
    width = min(window, series.shape[1])
    count = series.shape[1] // width
    parts: np.ndarray = series[:, : count * width].reshape(len(series), count, -1)
    return np.asarray(parts, dtype=np.float64)


def _mean_distance(samples: Float[np.ndarray, "K W WD"]) -> float:
    """Over all pairs of different samples, and over the windows."""
    if len(samples) < 2:
        return 0.0
    distances = [
        np.linalg.norm(samples[k:] - samples[k - 1], axis=2).ravel() for k in range(1, len(samples))
    ]
    return float(np.concatenate(distances).mean())
