import logging
import math

import numpy as np
import pytest
from scipy import stats

from elp.metrics import shannon_index, sid_dim, sid_l2l, sid_paper
from elp.metrics.shannon import fit_clusters, histograms


def blobs(seed: int, clusters: int = 4, frames: int = 80, dimensions: int = 3) -> np.ndarray:
    """Frames around well-separated corners, a quarter each."""
    corners = 10.0 * np.eye(clusters, dimensions + clusters)[:, :dimensions]
    corners[:, 0] += 30.0 * np.arange(clusters)
    labels = np.arange(frames) % clusters
    return corners[labels] + np.random.default_rng(seed).normal(0, 0.1, (frames, dimensions))


def counted(clips: list[np.ndarray], fit_on: np.ndarray, clusters: int = 4) -> np.ndarray:
    return histograms(fit_clusters(fit_on, clusters), clips)


def test_entropy_agrees_with_scipy() -> None:
    counts = np.random.default_rng(0).integers(0, 4, size=(5, 12))
    counts[:, 3] = 0
    np.testing.assert_allclose(shannon_index(counts), stats.entropy(counts, base=2, axis=1))
    np.testing.assert_allclose(shannon_index(counts, base=np.e), stats.entropy(counts, axis=1))


def test_one_cluster_has_no_entropy() -> None:
    assert float(shannon_index(np.array([7, 0, 0]))) == 0.0


def test_epsilon_lies_inside_the_logarithm() -> None:
    shares = np.array([0.5, 0.25, 0.25])
    expected = -sum(p * math.log2(p + 1e-6) for p in shares)
    assert float(shannon_index(shares * 8, epsilon=1e-6)) == pytest.approx(expected, abs=1e-12)


def test_even_visits_reach_the_logarithm_of_k_and_uneven_ones_do_not() -> None:
    truth = blobs(0)
    assert sid_paper(counted([blobs(1)], truth)) == pytest.approx(2.0)
    half = counted([blobs(2)[np.arange(80) % 4 < 2]], truth)
    assert sid_paper(half) == pytest.approx(1.0)
    assert sid_dim(half) == pytest.approx(1.0, abs=1e-4)


def test_l2l_reads_each_clip_while_the_set_mixes_them() -> None:
    frames = blobs(0)
    clips = [frames[i::4] for i in range(4)]  # each stays in one corner
    counts = counted(clips, frames)
    assert sid_l2l(counts).tolist() == [0.0] * 4
    assert sid_paper(counts.sum(axis=0)) == pytest.approx(2.0)
    assert sid_l2l(counted([frames], frames)) == pytest.approx(math.log(4))


def test_clusters_are_the_same_every_time() -> None:
    frames = np.random.default_rng(0).normal(size=(400, 6))
    first, second = (fit_clusters(frames, 15, seed=3).cluster_centers_ for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_histograms_count_every_frame() -> None:
    model = fit_clusters(blobs(0), 4)
    counts = histograms(model, [blobs(1)[:20], blobs(2)[:33]])
    assert counts.sum(axis=1).tolist() == [20, 33]


def test_fewer_distinct_frames_than_clusters_give_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    frames = np.repeat(np.eye(3), 10, axis=0)
    with caplog.at_level(logging.WARNING):
        assert sid_paper(counted([frames], frames, 40)) == pytest.approx(math.log2(3))
    assert "only 3 distinct frames for 40 clusters" in caplog.text
