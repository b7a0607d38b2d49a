import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import LinAlgError, expm

from elp.tracking.linear_algebra import angle_between, factorise, solve, to_matrix, to_vector


def vectors(seed: int, angle: float, count: int = 4) -> np.ndarray:
    axes = np.random.default_rng(seed).normal(size=(count, 3))
    return angle * axes / np.linalg.norm(axes, axis=1, keepdims=True)


def crossing(vector: np.ndarray) -> np.ndarray:
    """The matrix that maps a vector to its cross product with this one."""
    return np.cross(np.eye(3), vector)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), angle=st.floats(0, 10))
def test_a_matrix_is_the_exponential_of_the_cross_product(seed: int, angle: float) -> None:
    turns = vectors(seed, angle)
    expected = np.stack([expm(crossing(turn)) for turn in turns])
    np.testing.assert_allclose(to_matrix(turns), expected, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), angle=st.floats(0, 3.14))
def test_a_vector_survives_the_matrix(seed: int, angle: float) -> None:
    turns = vectors(seed, angle)
    np.testing.assert_allclose(to_vector(to_matrix(turns)), turns, atol=1e-7)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), degrees=st.floats(0, 180))
def test_the_angle_between_rotations_is_the_same_in_any_frame(seed: int, degrees: float) -> None:
    start = to_matrix(vectors(seed + 1, 2.0))
    turned = start @ to_matrix(vectors(seed, np.radians(degrees)))
    np.testing.assert_allclose(angle_between(start, turned), degrees, atol=1e-5)
    np.testing.assert_allclose(angle_between(turned, start), degrees, atol=1e-5)


@pytest.mark.parametrize("columns", [(), (3,)])
def test_equations_are_solved_as_by_numpy(columns: tuple[int, ...]) -> None:
    root = np.random.default_rng(12).normal(size=(12, 24))
    matrix = root @ root.T
    right = np.random.default_rng(1).normal(size=(12, *columns))
    factor = factorise(matrix)
    np.testing.assert_allclose(solve(factor, right), np.linalg.solve(matrix, right), rtol=1e-8)
    upper = np.triu(factor)
    np.testing.assert_allclose(upper.T @ upper, matrix, rtol=1e-9)


def test_an_indefinite_matrix_is_refused() -> None:
    with pytest.raises(LinAlgError, match="order 3 is not positive"):
        factorise(np.diag([1.0, 1, -1, 1]))
