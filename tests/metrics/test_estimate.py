"""Estimates: people and seeds in one interval, p values, and many of them together."""

import numpy as np
import pytest
from scipy import stats

from elp.metrics.bootstrap import mean_estimate, resample
from elp.metrics.estimate import Estimate, holm


def estimate(values: np.ndarray, people: int, seed: int = 0) -> Estimate:
    """Of scores by training seed and clip; people have equally many clips."""
    who = np.arange(values.shape[1]) % people
    return mean_estimate(values, who, resample(who, 20_000, np.random.default_rng(seed)))


def scores(people: int, seeds: float = 0.0, number: int = 3) -> np.ndarray:
    """Three clips a person; trainings differ by `seeds` standard deviations."""
    rng = np.random.default_rng(7)
    of_clips = rng.normal(size=people * 3)
    return of_clips + seeds * rng.normal(size=(number, 1)) + 0.01 * rng.normal(size=(number, 1))


def width(score: Estimate) -> float:
    interval = score.interval(0.95)
    return interval.high - interval.low


@pytest.mark.parametrize("people", [5, 15])
def test_trainings_that_differ_widen_the_interval(people: int) -> None:
    alike, apart = (estimate(scores(people, seeds), people) for seeds in (0.0, 1.0))
    one = estimate(scores(people)[:1], people)
    assert width(alike) == pytest.approx(width(one), rel=0.05)
    assert width(apart) > 1.5 * width(alike)


def test_seeds_alone_give_their_t_interval() -> None:
    """People that are all alike leave the trainings as the only source."""
    seeds = np.array([0.1, 0.5, 0.9, 0.2])
    for people in (5, 15):
        interval = estimate(np.repeat(seeds[:, None], people, axis=1), people).interval(0.95)
        theirs = stats.ttest_1samp(seeds, 0.0).confidence_interval()
        assert (interval.low, interval.high) == pytest.approx((theirs.low, theirs.high))


def test_two_sources_have_the_freedom_of_welch_and_satterthwaite() -> None:
    """Two independent means: of 5 people and of 4 trainings."""
    of_people, of_seeds = np.array([2.0, 0.5, 1.0, 1.5, 3.0]), np.array([0.3, -0.4, 0.5, -0.4])
    ours = estimate(of_people + of_seeds[:, None], 5)
    theirs = stats.ttest_ind(of_people, -of_seeds, equal_var=False)
    assert ours.p_value() == pytest.approx(theirs.pvalue, rel=0.05)
    interval = theirs.confidence_interval()
    assert ours.interval(0.95).low == pytest.approx(interval.low, abs=0.02)
    assert ours.interval(0.95).high == pytest.approx(interval.high, abs=0.02)


def test_differences_are_paired_in_people_and_in_seeds() -> None:
    values = scores(6, seeds=5.0)
    values -= values.mean()
    first, second = estimate(values + 0.1, 6), estimate(values, 6)
    gap = first - second
    assert gap.value == pytest.approx(0.1)
    assert gap.p_value() < 1e-6
    assert first.p_value() > 0.05
    assert not (second - second).interval(0.95).excludes_zero()
    assert (second - second).p_value() == 1.0


def test_a_sum_knows_that_its_parts_go_together() -> None:
    values = scores(6, seeds=1.0)
    score = estimate(values, 6)
    assert width(score + score) == pytest.approx(2 * width(score))
    assert width(score + -1.0 * score) == 0


@pytest.mark.parametrize("people", [5, 15])
def test_p_values_and_intervals_agree(people: int) -> None:
    score = estimate(scores(people), people)
    level = 1 - score.p_value()
    interval = score.interval(level)  # ends at 0
    nearest = min(abs(interval.low), abs(interval.high))
    assert nearest < 0.12 * (interval.high - interval.low)


def test_with_two_people_nothing_is_known() -> None:
    score = estimate(scores(2), 2)
    assert np.isnan(score.p_value())
    assert np.isnan(score.interval(0.95).low)


def test_a_seed_without_a_score_is_left_out() -> None:
    values = scores(5, seeds=1.0, number=4)
    values[2] = np.nan
    assert width(estimate(values, 5)) == pytest.approx(width(estimate(values[[0, 1, 3]], 5)))


def test_holm_is_as_computed_by_hand() -> None:
    """Sorted 0.01, 0.013, 0.02, 0.4, 0.6 times 5, 4, 3, 2, 1; never below an earlier one."""
    found = holm([0.02, 0.6, 0.01, 0.4, 0.013])
    assert found == pytest.approx([0.06, 0.8, 0.05, 0.8, 0.052])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]).size == 0


def test_unknown_p_values_are_no_tests() -> None:
    found = holm([0.02, np.nan, 0.03])
    assert found[[0, 2]] == pytest.approx([0.04, 0.04])
    assert np.isnan(found[1])
