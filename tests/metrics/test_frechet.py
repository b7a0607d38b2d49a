import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg

from elp.metrics import frechet_distance, paired_frechet_distance, pooled_frechet_distance


def series(seed: int, frames: int = 300, dimensions: int = 20) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(frames, dimensions)) @ rng.normal(size=(dimensions, dimensions))


def textbook(generated: np.ndarray, target: np.ndarray) -> float:
    """With a matrix square root, as pytorch-fid computes it."""
    cov_g, cov_t = np.cov(generated, rowvar=False), np.cov(target, rowvar=False)
    root = np.asarray(linalg.sqrtm(cov_g @ cov_t)).real
    shift = generated.mean(0) - target.mean(0)
    return float(shift @ shift + np.trace(cov_g + cov_t - 2 * root))


@pytest.mark.parametrize("dimensions", [1, 6, 56, 100])
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_a_matrix_square_root(seed: int, dimensions: int) -> None:
    generated = series(seed, dimensions=dimensions) + 0.3
    target = 1.5 * series(seed + 100, frames=250, dimensions=dimensions)
    if dimensions == 1:
        expected = (generated.mean() - target.mean()) ** 2
        expected += (generated.std(ddof=1) - target.std(ddof=1)) ** 2
    else:
        expected = textbook(generated, target)
    assert frechet_distance(generated, target) == pytest.approx(expected, rel=1e-7)


def by_eigenvalues(generated: np.ndarray, target: np.ndarray) -> float:
    """The definition: root of Σ₁^½ Σ₂ Σ₁^½ with negative eigenvalues clipped."""
    cov_g, cov_t = np.cov(generated, rowvar=False), np.cov(target, rowvar=False)
    values, vectors = np.linalg.eigh(cov_g)
    half = vectors @ np.diag(np.sqrt(values.clip(0))) @ vectors.T
    root = np.sqrt(np.linalg.eigvalsh(half @ cov_t @ half).clip(0)).sum()
    shift = generated.mean(0) - target.mean(0)
    return float(shift @ shift + np.trace(cov_g) + np.trace(cov_t) - 2 * root)


@pytest.mark.parametrize(("n", "m"), [(30, 40), (30, 200), (200, 30), (100, 100), (2, 300)])
def test_fewer_frames_than_dimensions_stay_finite(n: int, m: int) -> None:
    generated, target = series(0, n, 100), series(1, m, 100)
    expected = by_eigenvalues(generated, target)
    assert frechet_distance(generated, target) == pytest.approx(expected, rel=1e-5)


def test_singular_covariance_of_many_frames() -> None:
    """A constant dimension, such as an unused coefficient."""
    generated, target = series(0, dimensions=10), series(1, dimensions=10)
    generated[:, 3] = target[:, 3] = 0.0
    assert frechet_distance(generated, target) == pytest.approx(
        by_eigenvalues(generated, target), rel=1e-6
    )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**16), shift=st.floats(-10, 10))
def test_translation_costs_its_squared_length(seed: int, shift: float) -> None:
    x = series(seed, dimensions=4)
    assert frechet_distance(x, x + shift) == pytest.approx(4 * shift**2, rel=1e-6, abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**16), frames=st.integers(2, 40))
def test_symmetric(seed: int, frames: int) -> None:
    a, b = series(seed, frames), 2.0 * series(seed + 1)
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a), rel=1e-6)


def test_the_truth_scores_exactly_zero() -> None:
    x = series(0).astype(np.float32)
    assert frechet_distance(x, x.copy()) == 0.0
    assert paired_frechet_distance(series(1), series(2), series(2)) == 0.0


def test_pooled_distance_is_the_distance_of_the_concatenation() -> None:
    parts, others = [series(i) for i in range(3)], [series(i) + 1 for i in range(9, 12)]
    expected = textbook(np.vstack(parts), np.vstack(others))
    assert pooled_frechet_distance(parts, others) == pytest.approx(expected, rel=1e-7)


def test_paired_distance_detects_a_lost_relation_to_the_speaker() -> None:
    speaker = series(0)
    assert paired_frechet_distance(speaker, series(1), speaker) == pytest.approx(
        textbook(np.hstack([speaker, series(1)]), np.hstack([speaker, speaker])), rel=1e-4
    )


def test_one_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 frames"):
        frechet_distance(series(0)[:1], series(1))
