import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import LinAlgError, block_diag

from elp.tracking.linear_algebra import factorise, solve
from elp.tracking.smoothing import LinkedFrames, smoothness_gradient, stretches

POSE = 6


def matrices(frames: int, size: int) -> np.ndarray:
    """Symmetric and positive definite."""
    roots = np.random.default_rng(size).normal(size=(frames, size, 2 * size))
    return roots @ np.swapaxes(roots, 1, 2)


def differences(frames: int, size: int) -> np.ndarray:
    """Takes all unknowns of all frames to β(t) - β(t-1)."""
    pick = np.eye(size)[POSE:]
    return np.kron(np.diff(np.eye(frames), axis=0), pick)


@pytest.mark.parametrize("columns", [(), (3,)])
def test_equations_are_solved_as_numpy_does(columns: tuple[int, ...]) -> None:
    (matrix,) = matrices(1, 12)
    right = np.random.default_rng(1).normal(size=(12, *columns))
    factor = factorise(matrix)
    np.testing.assert_allclose(solve(factor, right), np.linalg.solve(matrix, right), rtol=1e-8)
    upper = np.triu(factor)
    np.testing.assert_allclose(upper.T @ upper, matrix, rtol=1e-9)


def test_an_indefinite_matrix_is_refused() -> None:
    with pytest.raises(LinAlgError, match="order 3 is not positive"):
        factorise(np.diag([1.0, 1, -1, 1]))


@pytest.mark.parametrize("frames", [1, 2, 9])
@pytest.mark.parametrize("smoothing", [0.3, 50.0])
def test_linked_frames_are_solved_as_one_dense_system(frames: int, smoothing: float) -> None:
    own = matrices(frames, POSE + 4)
    right = np.random.default_rng(2).normal(size=(frames, POSE + 4))
    links = differences(frames, POSE + 4)
    dense = block_diag(*own) + smoothing * links.T @ links
    expected = np.linalg.solve(dense, right.reshape(-1)).reshape(right.shape)
    found = LinkedFrames.factorise(own, smoothing).solve(right)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-10)


def test_the_gradient_is_that_of_the_squared_changes() -> None:
    expression = np.random.default_rng(3).normal(size=(7, 4))
    second = np.diff(np.eye(7), axis=0)
    expected = second.T @ second @ expression
    np.testing.assert_allclose(smoothness_gradient(expression), expected, atol=1e-12)


def test_what_does_not_change_is_not_pulled() -> None:
    np.testing.assert_array_equal(smoothness_gradient(np.full((5, 3), 2.5)), np.zeros((5, 3)))


@settings(max_examples=50, deadline=None)
@given(links=st.lists(st.booleans(), min_size=1, max_size=12))
def test_stretches_cover_all_frames_and_begin_where_no_link_is(links: list[bool]) -> None:
    found = stretches(np.array(links, bool))
    covered = [frame for start, end in found for frame in range(start, end)]
    assert covered == list(range(len(links)))
    begins = {start for start, _ in found}
    assert begins == {t for t, link in enumerate(links) if t == 0 or not link}
