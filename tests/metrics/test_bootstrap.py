import numpy as np
import pytest
from scipy import stats

from elp.metrics import bootstrap_interval
from elp.metrics.bootstrap import percentile_interval, resample, resampled_means


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_agrees_with_scipy() -> None:
    values = rng(1).exponential(size=60)
    ours = bootstrap_interval(values, rng(), resamples=5000)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=5000, method="percentile", rng=rng(2)
    ).confidence_interval
    assert ours.low == pytest.approx(theirs.low, abs=0.02)
    assert ours.high == pytest.approx(theirs.high, abs=0.02)


def test_intervals_cover_the_true_mean_at_the_stated_rate() -> None:
    draws = [bootstrap_interval(rng(seed).normal(size=40), rng(seed)) for seed in range(200)]
    covered = np.mean([interval.low <= 0 <= interval.high for interval in draws])
    assert 0.88 <= covered <= 0.99


def test_each_resample_draws_as_many_clips_as_there_are() -> None:
    assert (resample(7, 50, rng()).sum(axis=1) == 7).all()


def test_undefined_clips_are_excluded() -> None:
    counts = resample(4, 200, rng())
    values = np.array([1.0, np.nan, 1.0, 1.0])
    means = resampled_means(values, counts)
    assert np.nanmax(np.abs(means - 1.0)) < 1e-12
    assert np.isnan(resampled_means(np.full(4, np.nan), counts)).all()
    assert np.isnan(percentile_interval(np.full(3, np.nan)).low)


def test_paired_intervals_find_what_separate_ones_hide() -> None:
    difficulty = 5 * rng(1).normal(size=30)
    first, second = difficulty + 0.2 + 0.1 * rng(2).normal(size=30), difficulty
    alone = [bootstrap_interval(values, rng()) for values in (first, second)]
    assert alone[0].low < alone[1].high
    assert bootstrap_interval(first - second, rng()).low > 0
    assert not bootstrap_interval(second - second, rng()).excludes_zero()
