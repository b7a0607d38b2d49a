import numpy as np
import pytest
from made_up_faces import bump

from elp.errors import DataError
from elp.tracking.blinks import EYES, eye_aspect_ratio
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.eye_closure import closure_from_mesh, closure_from_motion, in_basis

CHIN, NOSE = 152, 1
NOISE = 0.04


def ratio(points: np.ndarray) -> float:
    return float(eye_aspect_ratio(points[None, :, :2])[0])


@pytest.fixture(scope="module")
def basis(mesh: CanonicalMesh) -> np.ndarray:
    """Closing lids, and a dropping chin."""
    closure = closure_from_mesh(mesh.vertices)
    return np.stack([0.3 * closure, bump(mesh, CHIN, (0.0, -1.0, 0.0))], axis=-1)


def test_closure_from_the_mesh_moves_only_the_lids(mesh: CanonicalMesh) -> None:
    closure = closure_from_mesh(mesh.vertices)
    assert ratio(mesh.vertices + closure) < 0.02
    assert np.flatnonzero(np.abs(closure).sum(axis=1)).size == 28


def test_the_eyes_close_and_the_lids_do_not_cross(mesh: CanonicalMesh, basis: np.ndarray) -> None:
    """To the ratio 0.012, whatever the length of the displacement."""
    closure = closure_from_mesh(mesh.vertices)
    for scale in (0.1, 1.0, 5.0):
        beta = in_basis(scale * closure, mesh.vertices, basis, NOISE)
        closed = mesh.vertices + basis @ beta
        assert ratio(closed) == pytest.approx(0.012, abs=0.008)
        assert abs(beta[1]) < 0.01 * abs(beta[0])
        for _, upper1, upper2, _, lower2, lower1 in EYES:
            assert closed[upper1, 1] > closed[lower1, 1]
            assert closed[upper2, 1] > closed[lower2, 1]


def test_a_displacement_that_opens_the_eyes_is_refused(
    mesh: CanonicalMesh, basis: np.ndarray
) -> None:
    with pytest.raises(DataError, match="provide clips in which people blink"):
        in_basis(-closure_from_mesh(mesh.vertices), mesh.vertices, basis, NOISE)


def test_components_below_the_noise_are_not_used(mesh: CanonicalMesh, basis: np.ndarray) -> None:
    """Fitting a detail would need a huge β of a component that hardly moves the face."""
    tiny = 1e-4 * bump(mesh, NOSE, (0.0, 1.0, 0.0))
    wide = np.concatenate([basis, tiny[..., None]], axis=-1)
    displacement = closure_from_mesh(mesh.vertices) + 1e4 * tiny
    exact, cautious = (in_basis(displacement, mesh.vertices, wide, n) for n in (1e-6, NOISE))
    assert exact[2] > 9e3
    assert abs(cautious[2]) < 3
    np.testing.assert_allclose(cautious[0], exact[0], rtol=0.01)


def test_regression_over_pairs_recovers_the_lids_movement(mesh: CanonicalMesh) -> None:
    """The jaw moves independently: it is not part of the closure."""
    rng = np.random.default_rng(0)
    true, jaw = closure_from_mesh(mesh.vertices), bump(mesh, CHIN, (0.0, -1.0, 0.0))
    closed = rng.choice([-1, 1], 200) * rng.uniform(0.2, 1.0, 200)
    moved = closed[:, None, None] * true + rng.normal(size=(200, 1, 1)) * jaw
    closure = closure_from_motion(mesh.vertices, moved, closed)
    lids = [point for eye in EYES for point in (eye[1], eye[2], eye[4], eye[5])]
    np.testing.assert_allclose(closure[lids], true[lids], atol=1e-3)
    assert not closure[CHIN].any()
    assert ratio(mesh.vertices + closure) < 0.02
