"""Resamples of people and clips, and intervals of a mean over clips."""

import numpy as np
import pytest
from scipy import stats

from elp.metrics import bootstrap_interval
from elp.metrics.bootstrap import mean_estimate, resample, resampled_means


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def clustered(
    seed: int, people: int, clips: int, correlation: float
) -> tuple[np.ndarray, np.ndarray]:
    """Scores with mean 0 and variance 1, and the person of each."""
    who = np.repeat(np.arange(people), clips)
    between = np.sqrt(correlation) * rng(seed).normal(size=people)
    return between[who] + np.sqrt(1 - correlation) * rng(seed + 10**6).normal(size=len(who)), who


def covered(people: int, clips: int, correlation: float, draws: int = 300) -> float:
    found = []
    for seed in range(draws):
        values, who = clustered(seed, people, clips, correlation)
        interval = bootstrap_interval(values, who, rng(seed), resamples=500)
        found.append(interval.low <= 0 <= interval.high)
    return float(np.mean(found))


@pytest.mark.parametrize(("people", "clips"), [(3, 4), (6, 30), (10, 10), (20, 5)])
def test_intervals_cover_the_true_mean_if_clips_of_a_person_are_alike(
    people: int, clips: int
) -> None:
    """At 95 % nominally, 300 draws and three standard errors: at least 91 %."""
    assert covered(people, clips, correlation=0.5) >= 0.91


def test_intervals_that_take_clips_as_independent_cover_too_little() -> None:
    found = []
    for seed in range(200):
        values, _ = clustered(seed, 6, 30, 0.5)
        interval = bootstrap_interval(values, np.arange(180), rng(seed), resamples=200)
        found.append(interval.low <= 0 <= interval.high)
    assert np.mean(found) < 0.6


def test_few_people_have_the_t_interval_of_their_means() -> None:
    values, who = clustered(3, 6, 8, 0.3)
    ours = bootstrap_interval(values, who, rng(), resamples=50_000)
    means = values.reshape(6, 8).mean(axis=1)
    theirs = stats.ttest_1samp(means, 0.0).confidence_interval()
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.01)


def test_many_people_with_a_clip_each_have_the_classic_interval() -> None:
    values = rng(1).exponential(size=400)
    ours = bootstrap_interval(values, np.arange(400), rng(), resamples=5000)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=5000, method="percentile", rng=rng(2)
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.01)


@pytest.mark.parametrize("people", [1, 2])
def test_there_is_no_interval_for_two_people(people: int) -> None:
    values, who = clustered(0, people, 50, 0.0)
    interval = bootstrap_interval(values, who, rng())
    assert np.isnan(interval.low)
    assert np.isnan(interval.high)
    assert not interval.excludes_zero()


def test_people_without_a_score_do_not_count() -> None:
    values, who = clustered(0, 4, 5, 0.2)
    values[who >= 2] = np.nan
    counts = resample(who, 100, rng())
    assert mean_estimate(values[None], who, counts).people == 2
    assert np.isnan(bootstrap_interval(values, who, rng()).low)


def test_a_drawn_person_brings_as_many_clips_as_they_have() -> None:
    who = np.repeat(np.arange(12), np.arange(1, 13))
    counts = resample(who, 300, rng())
    drawn = np.stack([counts[:, who == person].sum(axis=1) for person in range(12)], axis=1)
    times = drawn / np.arange(1, 13)
    assert (times == np.round(times)).all()
    assert (times.sum(axis=1) == 12).all()
    assert counts[:, who == 11].std() > 0  # the clips of a person are drawn too
    few = resample(who[:10], 300, rng())  # four people: all clips of the drawn ones
    assert (few[:, 6:10] == few[:, 6:7]).all()


def test_the_names_of_people_and_the_order_of_clips_do_not_matter() -> None:
    values, who = clustered(0, 5, 3, 0.3)
    order = rng(1).permutation(15)
    names = np.array([f"person{number}" for number in who])
    first = bootstrap_interval(values, who, rng())
    second = bootstrap_interval(values[order], names[order], rng())
    assert (first.low, first.high) == pytest.approx((second.low, second.high))


def test_undefined_clips_are_excluded() -> None:
    counts = resample(np.arange(4), 200, rng())
    values = np.array([1.0, np.nan, 1.0, 1.0])
    means = resampled_means(values, counts)
    assert np.nanmax(np.abs(means - 1.0)) < 1e-12
    assert np.isnan(resampled_means(np.full(4, np.nan), counts)).all()
    assert np.isnan(bootstrap_interval(np.full(4, np.nan), np.arange(4), rng()).low)


def test_paired_intervals_find_what_separate_ones_hide() -> None:
    difficulty = 5 * rng(1).normal(size=30)
    first, second = difficulty + 0.2 + 0.1 * rng(2).normal(size=30), difficulty
    who = np.arange(30) // 2
    alone = [bootstrap_interval(values, who, rng()) for values in (first, second)]
    assert alone[0].low < alone[1].high
    assert bootstrap_interval(first - second, who, rng()).low > 0
    assert not bootstrap_interval(second - second, who, rng()).excludes_zero()
