import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag

from elp.tracking.smoothing import LinkedFrames, smoothness_gradient, stretches

POSE = 6


def matrices(frames: int, size: int) -> np.ndarray:
    """Symmetric, positive definite matrices."""
    roots = np.random.default_rng(size).normal(size=(frames, size, 2 * size))
    return roots @ np.swapaxes(roots, 1, 2)


def differences(frames: int, size: int) -> np.ndarray:
    """Maps all unknowns of all frames to β(t) - β(t-1)."""
    pick = np.eye(size)[POSE:]
    return np.kron(np.diff(np.eye(frames), axis=0), pick)


@pytest.mark.parametrize("frames", [1, 2, 9])
@pytest.mark.parametrize("smoothing", [0.3, 50.0])
def test_linked_frames_are_solved_as_one_dense_system(frames: int, smoothing: float) -> None:
    own = matrices(frames, POSE + 4)
    right = np.random.default_rng(2).normal(size=(frames, POSE + 4))
    links = differences(frames, POSE + 4)
    dense = block_diag(*own) + smoothing * links.T @ links
    expected = np.linalg.solve(dense, right.reshape(-1)).reshape(right.shape)
    solution = LinkedFrames.factorise(own, smoothing).solve(right)
    np.testing.assert_allclose(solution, expected, rtol=1e-7, atol=1e-10)


def test_the_gradient_belongs_to_the_squared_changes() -> None:
    expression = np.random.default_rng(3).normal(size=(7, 4))
    second = np.diff(np.eye(7), axis=0)
    expected = second.T @ second @ expression
    np.testing.assert_allclose(smoothness_gradient(expression), expected, atol=1e-12)


def test_a_constant_expression_has_no_gradient() -> None:
    np.testing.assert_array_equal(smoothness_gradient(np.full((5, 3), 2.5)), np.zeros((5, 3)))


@settings(max_examples=50, deadline=None)
@given(links=st.lists(st.booleans(), min_size=1, max_size=12))
def test_stretches_cover_all_frames_and_start_at_missing_links(links: list[bool]) -> None:
    intervals = stretches(np.array(links, bool))
    covered = [frame for start, end in intervals for frame in range(start, end)]
    assert covered == list(range(len(links)))
    starts = {start for start, _ in intervals}
    assert starts == {t for t, link in enumerate(links) if t == 0 or not link}
