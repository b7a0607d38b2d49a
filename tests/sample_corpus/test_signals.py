import numpy as np
import pytest

from elp.coefficients import FPS
from elp.sample_corpus.signals import (
    Bump,
    add_up,
    close_lids,
    draw_blinks,
    draw_times,
    nod,
    wander,
)


def runs(mask: np.ndarray) -> np.ndarray:
    """Lengths of the runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(int)))
    return edges[1::2] - edges[::2]


@pytest.fixture(scope="module")
def blinks() -> np.ndarray:
    """20 minutes with 15 blinks per minute."""
    return draw_blinks(np.full(20 * 60 * FPS, 15 / 60), np.random.default_rng(0))


def test_blink_takes_three_to_seven_frames(blinks: np.ndarray) -> None:
    assert set(runs(blinks)) == {3, 4, 5, 6, 7}


def test_blinks_come_at_their_rate(blinks: np.ndarray) -> None:
    """300 are expected minus about 4 % that overlap another; 4 standard deviations are 70."""
    assert len(runs(blinks)) == pytest.approx(288, abs=70)


def test_blinks_do_not_run_together(blinks: np.ndarray) -> None:
    assert runs(~blinks)[1:-1].min() >= 5


def test_lids_are_closed_exactly_in_blinks(blinks: np.ndarray) -> None:
    closure = close_lids(blinks, np.full(len(blinks), 0.1))
    np.testing.assert_array_equal(closure >= 0.75, blinks)
    assert closure[~blinks].max() < 0.5


@pytest.mark.parametrize("seconds", [0.2, 1.0])
def test_wander_has_unit_variance_and_its_time_scale(seconds: float) -> None:
    walk = wander(200_000, seconds, np.random.default_rng(1))
    assert walk.mean() == pytest.approx(0, abs=0.1)
    assert walk.var() == pytest.approx(1, abs=0.1)
    lag = round(seconds * FPS)
    # White noise smoothed by a Gaussian of width s has the autocorrelation exp(-lag² / 4 s²).
    assert np.mean(walk[lag:] * walk[:-lag]) == pytest.approx(np.exp(-0.25), abs=0.1)


def test_bump_rises_and_falls() -> None:
    bump = add_up([Bump(start=0.4, rise=0.4, hold=0.4, fall=0.4, size=0.6)], 2 * FPS)
    assert bump.max() == pytest.approx(0.6)
    np.testing.assert_allclose(bump[:10], 0)
    np.testing.assert_allclose(bump[40:], 0, atol=1e-12)


def test_nod_ends_where_it_starts() -> None:
    swing = nod(start=0.4, cycles=2, size=5.0, frequency=2.0, frames=2 * FPS)
    assert 4 < swing.max() <= 5
    np.testing.assert_allclose(swing[[0, 9, 36, 49]], 0, atol=0.1)


def test_times_follow_a_poisson_process() -> None:
    times = draw_times(0.5, 4000.0, np.random.default_rng(2))
    assert len(times) == pytest.approx(2000, abs=180)
    assert np.std(np.diff(times)) == pytest.approx(2.0, rel=0.15)
