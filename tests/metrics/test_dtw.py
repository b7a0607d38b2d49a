import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from librosa.sequence import dtw

from elp.metrics import warped_distance


def walk(seed: int, frames: int, dimensions: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(frames, dimensions)).cumsum(axis=0)


def naive(first: np.ndarray, second: np.ndarray, band: int) -> float:
    """Cost and number of cells of the cheapest path into each cell, cell by cell."""
    best: dict[tuple[int, int], tuple[float, int]] = {(-1, -1): (0.0, 0)}
    for i in range(len(first)):
        for j in range(max(0, i - band), min(len(second), i + band + 1)):
            ways = [best.get(cell) for cell in ((i - 1, j - 1), (i - 1, j), (i, j - 1))]
            cost, cells = min((way for way in ways if way), key=lambda way: way[0])
            best[i, j] = (cost + float(np.linalg.norm(first[i] - second[j])), cells + 1)
    cost, cells = best[len(first) - 1, len(second) - 1]
    return cost / cells


@settings(max_examples=60, deadline=None)
@given(frames=st.integers(1, 30), band=st.integers(0, 35), seed=st.integers(0, 2**16))
def test_agrees_with_a_loop_over_the_cells(frames: int, band: int, seed: int) -> None:
    first, second = walk(seed, frames), walk(seed + 1, frames)
    expected = naive(first, second, band)
    assert warped_distance(first, second, band) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("frames", [2, 57, 600])
def test_agrees_with_librosa(frames: int) -> None:
    first, second = walk(0, frames, 20), walk(1, frames, 20)
    costs, path = dtw(first.T, second.T)
    expected = costs[-1, -1] / len(path)
    assert warped_distance(first, second) == pytest.approx(expected, rel=1e-12)


def test_rows_computed_in_blocks_equal_the_whole() -> None:
    first, second = walk(0, 1100), walk(1, 1100)
    expected = naive(first, second, 40)
    assert warped_distance(first, second, 40) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(frames=st.integers(1, 40), seed=st.integers(0, 2**16))
def test_symmetric_and_at_most_the_unwarped_distance(frames: int, seed: int) -> None:
    first, second = walk(seed, frames), walk(seed + 1, frames)
    warped = warped_distance(first, second)
    assert warped == pytest.approx(warped_distance(second, first))
    straight = np.linalg.norm(first - second, axis=1)
    assert warped_distance(first, second, 0) == pytest.approx(straight.mean())
    # a path has at most twice the cells and costs no more in total
    assert warped <= straight.sum() / frames + 1e-9


def test_a_delay_costs_nothing_if_the_ends_are_constant() -> None:
    bump = np.concatenate([np.zeros(20), np.hanning(30), np.zeros(30)])[:, None]
    late = np.roll(bump, 8, axis=0)
    assert warped_distance(bump, late) == pytest.approx(0.0)
    assert warped_distance(bump, late, 3) > 0.01
