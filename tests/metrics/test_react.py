import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from elp.metrics import (
    concordance,
    sample_diversity,
    speaker_diversity,
    synchrony,
    time_variance,
    variation_mean,
)
from elp.metrics.clip_pairs import mean_of_pairs, squared_differences


def walk(seed: int, frames: int = 80, dimensions: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(frames, dimensions)).cumsum(axis=0)


def test_concordance_is_the_correlation_reduced_by_shift_and_scale() -> None:
    first, second = walk(0), walk(1)
    expected = []
    for x, y in zip(first.T, second.T, strict=True):
        scale, shift = x.std() / y.std(), (x.mean() - y.mean()) / np.sqrt(x.std() * y.std())
        expected.append(stats.pearsonr(x, y)[0] * 2 / (scale + 1 / scale + shift**2))  # Lin, Eq. 3
    assert concordance(first, second) == pytest.approx(np.mean(expected))


def test_concordance_of_equal_shifted_and_constant_series() -> None:
    x = walk(0)
    assert concordance(x, x) == pytest.approx(1.0)
    assert concordance(-x + 2 * x.mean(axis=0), x) == pytest.approx(-1.0)
    assert concordance(x + 3, x) < concordance(x + 1, x) < 1
    assert concordance(np.zeros_like(x), x) == 0.0
    assert concordance(np.zeros_like(x), np.zeros_like(x)) == 0.0


@settings(max_examples=20, deadline=None)
@given(samples=st.integers(2, 6), seed=st.integers(0, 2**16))
def test_sample_diversity_agrees_with_all_pairs(samples: int, seed: int) -> None:
    generated = np.random.default_rng(seed).normal(size=(samples, 9, 3))
    expected = np.mean([np.mean((a - b) ** 2) for a, b in permutations(generated, 2)])
    assert sample_diversity(generated) == pytest.approx(expected)
    assert sample_diversity(generated[:1]) == 0.0


def test_time_variance_is_the_sample_variance() -> None:
    x = walk(0)
    assert time_variance(x) == pytest.approx(variation_mean(x) * 80 / 79)


@pytest.mark.parametrize("delay", [0, 7, 30])
def test_synchrony_finds_a_delay_in_either_direction(delay: int) -> None:
    x = np.random.default_rng(0).normal(size=(200, 5))
    early, late = x[delay:], x[: len(x) - delay]
    assert synchrony(early, late, 25) == pytest.approx(delay / 25)
    assert synchrony(late, early, 25) == pytest.approx(delay / 25)


def test_synchrony_is_bounded_and_undefined_without_motion() -> None:
    x, y = walk(0), walk(1)
    assert synchrony(x, y, 25, max_lag=0.2) <= 0.2
    assert math.isnan(synchrony(x, np.ones_like(x), 25))


def test_speaker_diversity_agrees_with_all_pairs_of_clips_of_unequal_length() -> None:
    clips = [walk(seed, frames=40 + 7 * seed) + 100 for seed in range(5)]
    pairs = []
    for a, b in permutations(clips, 2):
        frames = min(len(a), len(b))
        pairs.append(np.mean((a[:frames] - b[:frames]) ** 2))
    assert speaker_diversity(clips) == pytest.approx(np.mean(pairs))
    assert speaker_diversity([clips[0]] * 3) == 0.0
    assert math.isnan(speaker_diversity(clips[:1]))


def test_resampled_pairs_are_those_of_different_clips() -> None:
    values = squared_differences([walk(seed) for seed in range(4)])
    drawn = [0, 0, 2, 3]
    pairs = [values[i, j] for i in drawn for j in drawn if i != j]
    means = mean_of_pairs(values, np.array([[2, 0, 1, 1], [4, 0, 0, 0]]))
    assert means[0] == pytest.approx(np.mean(pairs))
    assert math.isnan(means[1])
