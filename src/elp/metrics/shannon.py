"""SI-D, the Shannon index of diversity: how evenly motion visits the clusters of real motion."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

if TYPE_CHECKING:
    from sklearn.cluster import KMeans

logger = logging.getLogger(__name__)


def fit_clusters(frames: Float[np.ndarray, "n D"], clusters: int, seed: int = 0) -> "KMeans":
    """k-means of frames, ten starts from a fixed seed; deterministic with one BLAS thread.

    Parameters
    ----------
    frames : array, shape (frames, dimensions)
        By default of the real listeners of the test split.
    clusters : int
        k; no more than there are distinct frames, of which fewer are warned about.
    seed : int
        Of the starts.

    Returns
    -------
    KMeans
        Its `predict` assigns frames to clusters.
    """
    from sklearn.cluster import KMeans  # slow to import, and of no use to the other metrics
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
    """How many frames of each clip fall into each cluster."""
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
        Frames per cluster, weighted or not.
    base : float
        b of the logarithm.
    epsilon : float
        Added inside the logarithm; DIM's is 1e-6.

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


def sid_paper(
    clips: Sequence[Float[np.ndarray, "_ D"]],
    fit_on: Sequence[Float[np.ndarray, "_ D"]],
    *,
    clusters: int,
    seed: int = 0,
) -> float:
    """Shannon index in bits of all frames of a set of clips; best when closest to the real one's.

    Parameters
    ----------
    clips : sequence of arrays, shape (frames, dimensions)
        A series per clip.
    fit_on : sequence of arrays, shape (frames, dimensions)
        What the clusters are learned from; by default the real listeners of the test split.
    clusters : int
        40 for the expression, 20 for the pose.
    seed : int
        Of k-means.

    Returns
    -------
    float
        Between 0 and log₂ k.

    References
    ----------
    Zhang et al., "Generating 3D People in Scenes without People", CVPR 2020, Sec. 4; Ng et al.,
    "Learning to Listen", CVPR 2022. The numbers of clusters are a decision: docs/paper.md.

    Examples
    --------
    >>> frames = np.repeat(np.eye(4), 5, axis=0)
    >>> sid_paper([frames[:10]], [frames], clusters=4)
    1.0
    """
    counts = histograms(fit_clusters(np.concatenate(fit_on), clusters, seed), clips)
    return float(shannon_index(counts.sum(axis=0)))


def sid_l2l(
    clips: Sequence[Float[np.ndarray, "_ D"]],
    fit_on: Sequence[Float[np.ndarray, "_ D"]],
    *,
    clusters: int,
    seed: int = 0,
) -> float:
    """Shannon index in nats per clip, averaged, as Learning to Listen computes it.

    Parameters
    ----------
    clips, fit_on, seed
        As in `sid_paper`.
    clusters : int
        15 for the expression, 9 for the pose.

    Returns
    -------
    float
        Between 0 and ln k; best when closest to the real one's.

    References
    ----------
    Ng et al., "Learning to Listen", CVPR 2022, Sec. 5.

    Examples
    --------
    >>> frames = np.repeat(np.eye(4), 5, axis=0)
    >>> sid_l2l([frames[:5], frames[5:10]], [frames], clusters=4)
    0.0
    """
    counts = histograms(fit_clusters(np.concatenate(fit_on), clusters, seed), clips)
    return float(shannon_index(counts, base=np.e).mean())


def sid_dim(
    clips: Sequence[Float[np.ndarray, "_ D"]],
    fit_on: Sequence[Float[np.ndarray, "_ D"]],
    *,
    clusters: int,
    seed: int = 0,
) -> float:
    """As `sid_paper`, with 1e-6 added inside the logarithm, as DIM does.

    Parameters
    ----------
    clips, fit_on, clusters, seed
        As in `sid_paper`.

    Returns
    -------
    float
        Best when closest to the real one's.

    References
    ----------
    Tran et al., "Dyadic Interaction Modeling for Social Behavior Generation", ECCV 2024.

    Examples
    --------
    >>> frames = np.repeat(np.eye(4), 5, axis=0)
    >>> round(sid_dim([frames[:10]], [frames], clusters=4), 4)
    1.0
    """
    counts = histograms(fit_clusters(np.concatenate(fit_on), clusters, seed), clips)
    return float(shannon_index(counts.sum(axis=0), epsilon=1e-6))
