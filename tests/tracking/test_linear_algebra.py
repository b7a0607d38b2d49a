import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from elp.tracking.linear_algebra import angle_between, to_matrix, to_vector


def vectors(seed: int, angle: float, count: int = 4) -> np.ndarray:
    axes = np.random.default_rng(seed).normal(size=(count, 3))
    return angle * axes / np.linalg.norm(axes, axis=1, keepdims=True)


def crossing(vector: np.ndarray) -> np.ndarray:
    """The matrix that takes a vector to its cross product with this one."""
    return np.cross(np.eye(3), vector)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), angle=st.floats(0, 10))
def test_a_matrix_is_the_exponential_of_the_cross_product(seed: int, angle: float) -> None:
    turns = vectors(seed, angle)
    expected = np.stack([expm(crossing(turn)) for turn in turns])
    np.testing.assert_allclose(to_matrix(turns), expected, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), angle=st.floats(0, 3.14))
def test_a_vector_comes_back(seed: int, angle: float) -> None:
    turns = vectors(seed, angle)
    np.testing.assert_allclose(to_vector(to_matrix(turns)), turns, atol=1e-7)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), degrees=st.floats(0, 180))
def test_the_angle_between_is_that_of_the_turn_in_any_frame(seed: int, degrees: float) -> None:
    start = to_matrix(vectors(seed + 1, 2.0))
    turned = start @ to_matrix(vectors(seed, np.radians(degrees)))
    np.testing.assert_allclose(angle_between(start, turned), degrees, atol=1e-5)
    np.testing.assert_allclose(angle_between(turned, start), degrees, atol=1e-5)
