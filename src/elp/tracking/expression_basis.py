"""Bases of facial expression, learned from displacements or derived from the mesh alone.

Letters: N frames, V vertices, F triangles, K components.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int64
from scipy import linalg

# Root mean square movement of a vertex in cm that the mesh-Laplacian basis assumes.
_LAPLACIAN_RMS = 0.3


@dataclass(frozen=True)
class Basis:
    """Orthonormal directions, most important first, and the standard deviation along each.

    Attributes
    ----------
    directions : array, shape (V, 3, K)
        Orthonormal as vectors of 3 V numbers.
    deviation : array, shape (K,)
        In cm over all vertices.
    """

    directions: Float64[np.ndarray, "V 3 K"]
    deviation: Float64[np.ndarray, "K"]


def learn_basis(displacements: Float[np.ndarray, "N V 3"], components: int) -> Basis:
    """Principal components of displacements from the neutral face.

    The mean is not subtracted: β = 0 is the neutral face, and a lasting mood counts as variation.

    Raises
    ------
    ValueError
        If there are fewer frames than components, which would make the basis rank deficient.
    """
    frames = len(displacements)
    if frames < components:
        raise ValueError(f"{components} components need at least as many frames, got {frames}")
    flat = displacements.reshape(frames, -1).astype(np.float64)
    values, vectors = linalg.eigh(
        flat.T @ flat / frames, subset_by_index=[flat.shape[1] - components, flat.shape[1] - 1]
    )
    directions = _fix_signs(vectors[:, ::-1])
    deviation = np.sqrt(values[::-1].clip(min=0))
    return Basis(directions.reshape(*displacements.shape[1:], components), deviation)


def laplacian_basis(
    vertices: Float64[np.ndarray, "V 3"], triangles: Int64[np.ndarray, "F 3"], waves: int
) -> Basis:
    """The smoothest deformations of a mesh along each axis: 3 · waves components, no data needed.

    References
    ----------
    Vallet and Lévy, "Spectral Geometry Processing with Manifold Harmonics", CGF 2008: eigenvectors
    of the mesh's Laplacian; here of the graph Laplacian. The constant one is part of the pose.
    """
    edges = np.unique(np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    adjacency = np.zeros((len(vertices), len(vertices)))
    adjacency[edges[:, 0], edges[:, 1]] = adjacency[edges[:, 1], edges[:, 0]] = 1
    laplacian = np.diag(adjacency.sum(axis=0)) - adjacency
    values, vectors = linalg.eigh(laplacian, subset_by_index=[1, waves])
    directions = np.einsum("vw,cd->vcwd", _fix_signs(vectors), np.eye(3))
    # Short waves move a face less than long ones.
    spectrum = np.repeat(1 / np.sqrt(values), 3)
    spectrum *= _LAPLACIAN_RMS * np.sqrt(len(vertices)) / np.linalg.norm(spectrum)
    return Basis(directions.reshape(len(vertices), 3, 3 * waves), spectrum)


def extend_basis(basis: Basis, extra: Float64[np.ndarray, "V 3"]) -> Basis:
    """The basis with one more direction, made orthogonal to the others."""
    vertices, _, components = basis.directions.shape
    flat = basis.directions.reshape(-1, components)
    new = extra.reshape(-1) - flat @ (flat.T @ extra.reshape(-1))
    size = np.linalg.norm(new)
    directions = np.concatenate([flat, (new / size)[:, None]], axis=1)
    deviation = np.append(basis.deviation, size)
    return Basis(directions.reshape(vertices, 3, components + 1), deviation)


def pad_basis(basis: Basis, components: int) -> Basis:
    """The basis, padded with zeros to a number of components."""
    extra = components - len(basis.deviation)
    return Basis(
        np.pad(basis.directions, ((0, 0), (0, 0), (0, extra))), np.pad(basis.deviation, (0, extra))
    )


def _fix_signs(vectors: Float64[np.ndarray, "n k"]) -> Float64[np.ndarray, "n k"]:
    """Make the largest entry of each eigenvector positive, since its sign is arbitrary."""
    largest = np.abs(vectors).argmax(axis=0)
    return np.asarray(vectors * np.sign(vectors[largest, np.arange(vectors.shape[1])]))
