"""SI-D, the Shannon index for diversity: how evenly motion visits the clusters of real motion."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

if TYPE_CHECKING:
    from sklearn.cluster import KMeans

logger = logging.getLogger(__name__)


def fit_clusters(frames: Float[np.ndarray, "n D"], clusters: int, seed: int = 0) -> "KMeans":
    """Fit k-means to frames, with ten starts from a fixed seed; one BLAS thread is deterministic.

    Parameters
    ----------
    frames : array, shape (frames, dimensions)
        Motion that defines the clusters; by default the real listeners of the test split.
    clusters : int
        k; capped at the number of distinct frames, with a warning.
    seed : int
        Seed of the starts.

    Returns
    -------
    KMeans
        Its `predict` assigns frames to clusters.
    """
    from sklearn.cluster import KMeans  # slow to import
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    points = np.ascontiguousarray(frames, dtype=np.float64)
    distinct = len(np.unique(points[: 100 * clusters], axis=0))
    if distinct < clusters:
        distinct = len(np.unique(points, axis=0))
    if distinct < clusters:
        logger.warning("only %d distinct frames for %d clusters", distinct, clusters)
    with threadpool_limits(limits=1):
        return KMeans(min(clusters, distinct), n_init=10, random_state=seed).fit(points)


def histograms(
    model: "KMeans", clips: Sequence[Float[np.ndarray, "_ D"]]
) -> Int[np.ndarray, "clips k"]:
    """Number of frames of each clip in each cluster."""
    counts = [
        np.bincount(
            model.predict(np.ascontiguousarray(clip, dtype=np.float64)),
            minlength=model.n_clusters,
        )
        for clip in clips
    ]
    return np.stack(counts)


def shannon_index(counts: np.ndarray, *, base: float = 2.0, epsilon: float = 0.0) -> np.ndarray:
    r"""Entropy of histograms along the last axis; best when closest to the ground truth's.

    .. math:: -\sum_k p_k \log_b (p_k + \epsilon), \quad 0 \log 0 = 0

    Parameters
    ----------
    counts : array, shape (..., k)
        Frames per cluster; weights are allowed.
    base : float
        b of the logarithm.
    epsilon : float
        Added inside the logarithm; DIM uses 1e-6.

    Returns
    -------
    array, shape (...)
        Between 0 and log k.

    Examples
    --------
    >>> float(shannon_index(np.array([3, 3, 0, 0])))
    1.0
    """
    shares = counts / counts.sum(axis=-1, keepdims=True)
    logs = np.log(np.where(shares > 0, shares + epsilon, 1.0)) / np.log(base)
    return np.asarray(0.0 - np.sum(shares * logs, axis=-1))


def sid_paper(counts: np.ndarray) -> np.ndarray:
    """Shannon index in bits of all frames of a set of clips; best when closest to the real one's.

    Parameters
    ----------
    counts : array, shape (..., k)
        Frames of the set in each cluster, 40 clusters for the expression and 20 for the pose: the
        sum of `histograms` over the clips.

    Returns
    -------
    array, shape (...)
        Between 0 and log₂ k.

    References
    ----------
    Zhang et al., "Generating 3D People in Scenes without People", CVPR 2020, Sec. 4; Ng et al.,
    "Learning to Listen", CVPR 2022. The numbers of clusters are a decision: docs/paper.md.

    Examples
    --------
    >>> frames = np.repeat(np.eye(4), 5, axis=0)
    >>> counts = histograms(fit_clusters(frames, 4), [frames[:5], frames[5:10]])
    >>> float(sid_paper(counts.sum(axis=0)))
    1.0
    """
    return shannon_index(counts)


def sid_l2l(counts: np.ndarray) -> np.ndarray:
    """Shannon index in nats of each clip, as Learning to Listen computes it before averaging.

    Parameters
    ----------
    counts : array, shape (..., k)
        Frames of each clip in each cluster, 15 clusters for the expression and 9 for the pose.

    Returns
    -------
    array, shape (...)
        Between 0 and ln k; best when closest to the real one's.

    References
    ----------
    Ng et al., "Learning to Listen", CVPR 2022, Sec. 5.

    Examples
    --------
    >>> frames = np.repeat(np.eye(4), 5, axis=0)
    >>> sid_l2l(histograms(fit_clusters(frames, 4), [frames[:5], frames])).round(4)
    array([0.    , 1.3863])
    """
    return shannon_index(counts, base=np.e)


def sid_dim(counts: np.ndarray) -> np.ndarray:
    """As `sid_paper`, with 1e-6 added inside the logarithm, as DIM does.

    Parameters
    ----------
    counts : array, shape (..., k)
        As in `sid_paper`.

    Returns
    -------
    array, shape (...)
        Best when closest to the real one's.

    References
    ----------
    Tran et al., "Dyadic Interaction Modeling for Social Behavior Generation", ECCV 2024.

    Examples
    --------
    >>> round(float(sid_dim(np.array([3, 3, 0, 0]))), 4)
    1.0
    """
    return shannon_index(counts, epsilon=1e-6)
