import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elp.metrics import energy_score


def naive(generated: np.ndarray, target: np.ndarray, window: int) -> float:
    """The definition, pair by pair and window by window."""
    count, frames = len(generated), len(target)
    width = min(window, frames)
    scores = []
    for start in range(0, frames - width + 1, width):
        parts = [sample[start : start + width].ravel() for sample in generated]
        truth = target[start : start + width].ravel()
        error = np.mean([np.sqrt(np.sum((part - truth) ** 2)) for part in parts])
        pairs = [
            np.sqrt(np.sum((parts[k] - parts[other]) ** 2))
            for k in range(count)
            for other in range(count)
            if k != other
        ]
        scores.append(error - (np.mean(pairs) / 2 if pairs else 0.0))
    return float(np.mean(scores))


@settings(max_examples=40, deadline=None)
@given(
    samples=st.integers(1, 6),
    frames=st.integers(1, 40),
    dimensions=st.integers(1, 5),
    window=st.integers(1, 50),
    seed=st.integers(0, 2**16),
)
def test_agrees_with_a_double_loop(
    samples: int, frames: int, dimensions: int, window: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    generated = rng.normal(size=(samples, frames, dimensions))
    target = rng.normal(size=(frames, dimensions))
    assert energy_score(generated, target, window) == pytest.approx(
        naive(generated, target, window), abs=1e-12
    )


FRAMES, DIMENSIONS, TRIALS = 10, 4, 600
MEAN = np.linspace(-1, 1, DIMENSIONS)


def draw(rng: np.random.Generator, count: int, width: float = 1.0) -> np.ndarray:
    """A known distribution: a mean face and a correlated deviation that drifts over time."""
    mixing = np.random.default_rng(5).normal(size=(DIMENSIONS, DIMENSIONS))
    noise = rng.normal(size=(count, FRAMES, DIMENSIONS)).cumsum(axis=1) @ mixing
    return np.asarray(MEAN + width * noise)


def frozen(count: int) -> np.ndarray:
    return np.broadcast_to(MEAN, (count, FRAMES, DIMENSIONS))


RIVALS = {
    "mean face": lambda rng: frozen(10),
    "too narrow": lambda rng: draw(rng, 10, 0.5),
    "too wide": lambda rng: draw(rng, 10, 2.0),
    "white noise": lambda rng: MEAN + rng.normal(size=(10, FRAMES, DIMENSIONS)) * 5,
    "always the same": lambda rng: np.repeat(draw(rng, 1), 10, axis=0),
}


@pytest.mark.parametrize("rival", RIVALS)
def test_no_rival_beats_samples_from_the_distribution_of_the_truth(rival: str) -> None:
    rng = np.random.default_rng(0)
    gaps = []
    for _ in range(TRIALS):
        target = draw(rng, 1)[0]
        true = energy_score(draw(rng, 10), target, FRAMES)
        gaps.append(energy_score(RIVALS[rival](rng), target, FRAMES) - true)
    assert np.mean(gaps) > 4 * np.std(gaps) / np.sqrt(TRIALS)


def test_expectation_does_not_depend_on_the_number_of_samples() -> None:
    rng = np.random.default_rng(1)
    gaps = []
    for _ in range(TRIALS):
        target = draw(rng, 1)[0]
        few, many = (energy_score(draw(rng, count), target, FRAMES) for count in (2, 10))
        gaps.append(few - many)
    assert abs(np.mean(gaps)) < 3 * np.std(gaps) / np.sqrt(TRIALS)


def test_a_single_sample_and_equal_samples_score_their_distance() -> None:
    rng = np.random.default_rng(2)
    single, target = draw(rng, 1), draw(rng, 1)[0]
    distance = float(np.linalg.norm(single[0] - target))
    assert energy_score(single, target, FRAMES) == pytest.approx(distance)
    assert energy_score(np.repeat(single, 7, axis=0), target, FRAMES) == pytest.approx(distance)
    assert energy_score(target[None], target, FRAMES) == 0.0


def test_remainder_after_the_last_window_is_dropped() -> None:
    rng = np.random.default_rng(3)
    generated, target = rng.normal(size=(3, 11, 2)), rng.normal(size=(11, 2))
    assert energy_score(generated, target, 5) == energy_score(generated[:, :10], target[:10], 5)
