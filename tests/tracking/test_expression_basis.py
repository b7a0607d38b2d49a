import numpy as np
import pytest

from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.expression_basis import (
    Basis,
    extend_basis,
    laplacian_basis,
    learn_basis,
    pad_basis,
)

FRAMES, VERTICES, COMPONENTS = 60, 15, 5


@pytest.fixture(scope="module")
def displacements() -> np.ndarray:
    rng = np.random.default_rng(0)
    mixed = rng.normal(size=(FRAMES, 8)) * 0.7 ** np.arange(8)
    return (mixed @ rng.normal(size=(8, 3 * VERTICES)) + 0.2).reshape(FRAMES, VERTICES, 3)


def flat(basis: Basis) -> np.ndarray:
    return basis.directions.reshape(-1, basis.directions.shape[-1])


def assert_orthonormal(basis: Basis) -> None:
    directions = flat(basis)
    np.testing.assert_allclose(directions.T @ directions, np.eye(directions.shape[1]), atol=1e-9)


def test_agrees_with_a_singular_value_decomposition(displacements: np.ndarray) -> None:
    """Without centring: displacement shared by all frames is expression too."""
    basis = learn_basis(displacements, COMPONENTS)
    _, sizes, rows = np.linalg.svd(displacements.reshape(FRAMES, -1), full_matrices=False)
    np.testing.assert_allclose(basis.deviation, sizes[:COMPONENTS] / np.sqrt(FRAMES))
    overlap = np.abs(np.diag(rows[:COMPONENTS] @ flat(basis)))
    np.testing.assert_allclose(overlap, 1, atol=1e-9)


def test_orthonormal_and_most_important_first(displacements: np.ndarray) -> None:
    basis = learn_basis(displacements, COMPONENTS)
    assert_orthonormal(basis)
    assert np.all(np.diff(basis.deviation) < 0)


def test_deviations_equal_those_of_the_coefficients(displacements: np.ndarray) -> None:
    basis = learn_basis(displacements, COMPONENTS)
    coefficients = displacements.reshape(FRAMES, -1) @ flat(basis)
    np.testing.assert_allclose(np.sqrt(np.square(coefficients).mean(axis=0)), basis.deviation)


def test_signs_do_not_depend_on_the_order_of_frames(displacements: np.ndarray) -> None:
    first, second = learn_basis(displacements, 5), learn_basis(displacements[::-1], 5)
    np.testing.assert_allclose(first.directions, second.directions, atol=1e-9)


def test_fewer_frames_than_components_are_refused(displacements: np.ndarray) -> None:
    with pytest.raises(ValueError, match="5 components need at least as many frames, got 4"):
        learn_basis(displacements[:4], 5)


def test_the_laplacian_basis_is_orthonormal_and_smoothest_first(mesh: CanonicalMesh) -> None:
    basis = laplacian_basis(mesh.vertices, mesh.triangles, 33)
    assert_orthonormal(basis)
    np.testing.assert_allclose(basis.directions.sum(axis=0), 0, atol=1e-9)
    assert np.all(np.diff(basis.deviation) <= 0)
    assert np.sqrt(np.square(basis.deviation).sum() / len(mesh.vertices)) == pytest.approx(0.3)


def test_waves_of_a_path_are_cosines() -> None:
    """Degenerate triangles make the mesh a path, whose eigenvectors are known."""
    count = 12
    triangles = np.stack([np.arange(count - 1), np.arange(1, count), np.arange(1, count)], axis=1)
    basis = laplacian_basis(np.zeros((count, 3)), triangles[:, [0, 1, 0]], 3)
    for wave in (1, 2, 3):
        expected = np.cos(np.pi * wave * (np.arange(count) + 0.5) / count)
        direction = basis.directions[:, 0, 3 * (wave - 1)]
        assert abs(np.corrcoef(direction, expected)[0, 1]) == pytest.approx(1)


def test_an_extended_basis_reaches_the_new_direction(displacements: np.ndarray) -> None:
    basis, rng = learn_basis(displacements, COMPONENTS), np.random.default_rng(1)
    new = rng.normal(size=(VERTICES, 3))
    longer = extend_basis(basis, new)
    assert_orthonormal(longer)
    np.testing.assert_array_equal(longer.directions[..., :-1], basis.directions)
    reached = flat(longer) @ (flat(longer).T @ new.reshape(-1))
    np.testing.assert_allclose(reached, new.reshape(-1), atol=1e-9)


def test_padding_adds_components_of_zeros(displacements: np.ndarray) -> None:
    padded = pad_basis(learn_basis(displacements, COMPONENTS), 9)
    assert padded.directions.shape == (VERTICES, 3, 9)
    assert not padded.directions[..., COMPONENTS:].any()
    assert not padded.deviation[COMPONENTS:].any()
