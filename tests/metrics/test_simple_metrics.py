"""Distances, V-D, RPCC and STS against loops over frames and dimensions."""

import math

import numpy as np
import pytest
from scipy import stats

from elp.metrics import (
    l1_distance,
    l2_distance,
    mean_squared_error,
    rpcc_dim,
    rpcc_flat,
    rpcc_frame,
    rpcc_time,
    sts_canonical,
    sts_dim,
    sts_per_frame,
    variation_flat,
    variation_mean,
    variation_sum,
)


def walk(seed: int, frames: int = 40, dimensions: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(frames, dimensions)).cumsum(axis=0)


X, G, Y = walk(0), walk(1), walk(2)


def test_distances_by_loops() -> None:
    l1 = sum(abs(G[t, d] - Y[t, d]) for t in range(40) for d in range(5)) / 200
    l2 = sum(math.dist(G[t], Y[t]) for t in range(40)) / 40
    mse = sum((G[t, d] - Y[t, d]) ** 2 for t in range(40) for d in range(5)) / 200
    assert l1_distance(G, Y) == pytest.approx(l1)
    assert l2_distance(G, Y) == pytest.approx(l2)
    assert mean_squared_error(G, Y) == pytest.approx(mse)


def test_l1_repeats_the_last_frame_of_a_short_prediction_and_cuts_a_long_one() -> None:
    padded = np.vstack([G[:30], np.repeat(G[29:30], 10, axis=0)])
    assert l1_distance(G[:30], Y) == pytest.approx(np.abs(padded - Y).mean())
    assert l1_distance(G, Y[:30]) == pytest.approx(np.abs(G[:30] - Y[:30]).mean())


def test_variation_by_loops() -> None:
    variances = [sum((y - Y[:, d].mean()) ** 2 for y in Y[:, d]) / 40 for d in range(5)]
    assert variation_sum(Y) == pytest.approx(sum(variances))
    assert variation_mean(Y) == pytest.approx(sum(variances) / 5)
    assert variation_flat([G, Y]) == pytest.approx(np.var(np.stack([G, Y])))


def test_variation_scales_with_the_square_and_ignores_an_offset() -> None:
    assert variation_sum(3 * Y + 7) == pytest.approx(9 * variation_sum(Y))


def r(a: np.ndarray, b: np.ndarray) -> float:
    return float(stats.pearsonr(a.ravel(), b.ravel()).statistic)


def test_rpcc_by_scipy() -> None:
    time = [np.mean([r(X[:, d], z[:, d]) for d in range(5)]) for z in (G, Y)]
    frame = [np.mean([r(X[t], z[t]) for t in range(40)]) for z in (G, Y)]
    assert rpcc_flat(X, G, Y) == pytest.approx(abs(r(X, G) - r(X, Y)))
    assert rpcc_time(X, G, Y) == pytest.approx(abs(time[0] - time[1]))
    assert rpcc_frame(X, G, Y) == pytest.approx(abs(frame[0] - frame[1]))
    parts = [slice(0, 15), slice(15, 40)]
    joined = rpcc_dim(*([z[part] for part in parts] for z in (X, G, Y)))
    assert joined == pytest.approx(abs(r(X, G) - r(X, Y)))


@pytest.mark.parametrize("rpcc", [rpcc_flat, rpcc_time, rpcc_frame])
def test_rpcc_of_a_constant_listener_counts_its_correlation_as_zero(rpcc) -> None:  # type: ignore[no-untyped-def]
    still = np.full_like(Y, 0.1)  # 0.1 has no exact mean, so its computed variance is not 0
    assert rpcc(X, still, X) == pytest.approx(1.0)
    assert rpcc(X, Y, Y) == 0.0


def test_sts_by_loops() -> None:
    squares = sum(
        (((Y[t + 1, d] - Y[t, d]) - (G[t + 1, d] - G[t, d])) * 25) ** 2
        for t in range(39)
        for d in range(5)
    )
    assert sts_canonical(G, Y, 25) == pytest.approx(math.sqrt(squares))
    assert sts_per_frame(G, Y, 25) == pytest.approx(math.sqrt(squares / 39))
    assert sts_canonical(G, Y, 25) == pytest.approx(sts_dim([G], [Y]) * math.sqrt(0.1) * 25)


def test_sts_of_several_clips_counts_the_steps_between_them() -> None:
    assert sts_dim([G[:10], G[10:]], [Y[:10], Y[10:]]) == pytest.approx(sts_dim([G], [Y]))


def test_sts_ignores_an_offset() -> None:
    assert sts_canonical(Y + 3.0, Y, 25) == pytest.approx(0.0, abs=1e-9)
