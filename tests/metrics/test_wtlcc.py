import math

import numpy as np
import pytest

from elp.metrics import blink_wtlcc, lag_correlation, wtlcc
from elp.metrics.lags import AGGREGATES
from elp.metrics.noise_floor import unrelated_pairs


def walk(seed: int, frames: int = 230, dimensions: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(frames, dimensions)).cumsum(axis=0)


def textbook(x: np.ndarray, y: np.ndarray, fps: float, window: float, max_lag: float) -> np.ndarray:
    """Window by window, lag by lag, dimension by dimension."""
    width = min(round(window * fps), len(x))
    reach = min(int(max_lag * fps), width // 2)
    rows = []
    for start in range(0, len(x) - width + 1, width):
        row = []
        for lag in range(-reach, reach + 1):
            pairs = [(start + t, start + t + lag) for t in range(width) if 0 <= t + lag < width]
            values = []
            for d in range(x.shape[1]):
                a, b = (np.array([s[p[i], d] for p in pairs]) for i, s in enumerate((x, y)))
                spread = a.std() * b.std()
                centred = np.mean((a - a.mean()) * (b - b.mean()))
                values.append(centred / spread if np.ptp(a) and np.ptp(b) else 0.0)
            row.append(np.mean(values))
        rows.append(row)
    return np.array(rows)


def test_matrix_agrees_with_loops() -> None:
    x, y = walk(0), walk(1)
    y[120:180, 1] = 0.1  # constant on some overlaps, not on others
    correlations = lag_correlation(x, y, 25)
    np.testing.assert_allclose(correlations.values, textbook(x, y, 25, 4.0, 0.5), atol=1e-10)
    assert correlations.values.shape == (2, 25)
    np.testing.assert_allclose(correlations.lags[[0, -1]], [-0.48, 0.48])
    assert not correlations.short


@pytest.mark.parametrize("frames", [2, 3, 7, 25, 99])
def test_short_clip_is_one_window_of_its_own_length(frames: int) -> None:
    x, y = walk(0, frames), walk(1, frames)
    correlations = lag_correlation(x, y, 25)
    assert correlations.short
    assert correlations.values.shape == (1, 2 * min(12, frames // 2) + 1)
    np.testing.assert_allclose(correlations.values, textbook(x, y, 25, 4.0, 0.5), atol=1e-10)


@pytest.mark.parametrize("delay", [-10, -1, 0, 4, 12])
def test_peak_lies_at_the_delay(delay: int) -> None:
    source = walk(3, 300)
    speaker, listener = source[50:250], source[50 - delay : 250 - delay]
    correlations = lag_correlation(speaker, listener, 25)
    assert correlations.peak_lag() == pytest.approx(delay / 25)
    assert correlations.aggregate("peak_signed") == pytest.approx(1.0)


def test_aggregates_by_the_matrix() -> None:
    x, y = walk(0), walk(1)
    matrix = textbook(x, y, 25, 4.0, 0.5)
    expected = {
        "peak_signed": matrix.max(axis=1).mean(),
        "peak_abs": np.abs(matrix).max(axis=1).mean(),
        "mean_signed": matrix.mean(),
        "mean_positive_lag": matrix[:, 13:].mean(),
        "zero_lag": matrix[:, 12].mean(),
    }
    for how in AGGREGATES:
        assert wtlcc(x, y, 25, aggregate=how) == pytest.approx(expected[how]), how


def test_swapping_the_series_mirrors_the_lags() -> None:
    x, y = walk(0), walk(1)
    np.testing.assert_allclose(
        lag_correlation(x, y, 25).values, lag_correlation(y, x, 25).values[:, ::-1]
    )


def test_constant_series_score_zero_at_no_lag() -> None:
    correlations = lag_correlation(walk(0), np.full((230, 3), 0.1), 25)
    assert correlations.aggregate("peak_signed") == 0.0
    assert correlations.peak_lag() == 0.0
    assert correlations.constant.all()


def blinks(*starts: int, frames: int = 200) -> np.ndarray:
    train = np.zeros(frames)
    for start in starts:
        train[start : start + 4] = 1.0
    return train


def test_blinks_are_binarised_and_aligned() -> None:
    target = blinks(20, 60, 130)
    late = 0.3 * blinks(100) + 0.9 * blinks(25, 65, 135)  # 0.3 is below the threshold
    assert blink_wtlcc(target, late, 25) == pytest.approx(1.0)


def test_windows_without_blinks_count_zero_or_are_excluded() -> None:
    target, never = blinks(20, 60), blinks()
    assert blink_wtlcc(target, target, 25) == pytest.approx(0.5)  # the second window is constant
    assert blink_wtlcc(target, target, 25, constant="skip") == pytest.approx(1.0)
    assert blink_wtlcc(target, never, 25) == 0.0
    assert math.isnan(blink_wtlcc(target, never, 25, constant="skip"))


def test_independent_blink_trains_score_the_value_the_lag_is_calibrated_to() -> None:
    """15 blinks per minute at random give 0.11, as Random in Table 1."""
    rng = np.random.default_rng(0)

    def train() -> np.ndarray:
        return blinks(*np.flatnonzero(rng.random(100) < 15 / 60 / 25), frames=100)

    scores = [blink_wtlcc(train(), train(), 25) for _ in range(300)]
    assert np.mean(scores) == pytest.approx(0.11, abs=0.04)


def test_unrelated_pairs_never_join_a_clip_with_itself() -> None:
    pairs = unrelated_pairs(8, np.random.default_rng(0))
    assert len(pairs) == len(set(pairs)) == 8 * 5
    assert all(i != j for i, j in pairs)
    assert unrelated_pairs(1, np.random.default_rng(0)) == []
    assert sorted(unrelated_pairs(2, np.random.default_rng(0))) == [(0, 1), (1, 0)]


def test_unrelated_pairs_correlate_less_than_related_ones() -> None:
    speakers = [walk(i) for i in range(6)]
    listeners = [speaker[:200] + 0.1 for speaker in speakers]
    pairs = unrelated_pairs(6, np.random.default_rng(0))
    floor = np.mean([wtlcc(speakers[i][:200], listeners[j], 25) for i, j in pairs])
    assert 0.0 < floor < 0.9
    assert pairs == unrelated_pairs(6, np.random.default_rng(0))
    assert unrelated_pairs(1, np.random.default_rng(0)) == []
