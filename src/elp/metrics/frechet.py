"""FD, the Fréchet distance between two sets of frames: per clip, pooled, and paired."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def frechet_distance(
    generated: Float[np.ndarray, "n D"], target: Float[np.ndarray, "m D"]
) -> float:
    r"""Fréchet distance between Gaussians fitted to the frames of two series; lower is better.

    .. math:: \|\mu_1-\mu_2\|^2 + \mathrm{tr}(\Sigma_1 + \Sigma_2 - 2(\Sigma_1\Sigma_2)^{1/2})

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        A row per frame.

    Returns
    -------
    float
        Distance in the units of the coefficients, squared; clipped at 0 against rounding, exactly 0
        for equal series. Covariances have ddof 1. Fewer frames than dimensions are allowed.

    Raises
    ------
    ValueError
        If either series has fewer than two frames, so that no covariance exists.

    References
    ----------
    Heusel et al., "GANs Trained by a Two Time-Scale Update Rule...", NeurIPS 2017, Eq. 6; the
    paper's Sec. 4.1 cites it (docs/paper.md says why it is not the "L1 distance" of the text).

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(500, 3))
    >>> round(frechet_distance(x, x + 2.0), 6)
    12.0
    """
    if len(generated) < 2 or len(target) < 2:
        raise ValueError(f"need at least 2 frames each, got {len(generated)} and {len(target)}")
    if np.array_equal(generated, target):
        return 0.0
    first, second = (np.asarray(series, dtype=np.float64) for series in (generated, target))
    shift = first.mean(axis=0) - second.mean(axis=0)
    first, second = _scatter_root(first), _scatter_root(second)
    spread = np.sum(first**2) + np.sum(second**2)
    return max(float(shift @ shift + spread - 2 * _trace_of_root(first, second)), 0.0)


def pooled_frechet_distance(
    generated: Sequence[Float[np.ndarray, "_ D"]], target: Sequence[Float[np.ndarray, "_ D"]]
) -> float:
    """Fréchet distance between all frames of all clips at once; lower is better.

    Parameters
    ----------
    generated, target : sequence of arrays, shape (frames, dimensions)
        A series per clip.

    Returns
    -------
    float
        `frechet_distance` of the concatenated series.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(40, 2))
    >>> pooled_frechet_distance([x[:10], x[10:]], [x])
    0.0
    """
    return frechet_distance(np.concatenate(generated), np.concatenate(target))


def paired_frechet_distance(
    speaker: Float[np.ndarray, "n S"],
    generated: Float[np.ndarray, "n D"],
    target: Float[np.ndarray, "n D"],
) -> float:
    """P-FD: Fréchet distance between [speaker, generated] and [speaker, target]; lower is better.

    It penalises a listener whose motion is plausible but does not match the speaker's.

    Parameters
    ----------
    speaker, generated, target : array, shape (frames, dimensions)
        The same frames of each.

    Returns
    -------
    float
        `frechet_distance` of the concatenations along the dimensions.

    References
    ----------
    Ng et al., "Can Language Models Learn to Listen?", ICCV 2023, Sec. 5 (paired FD).

    Examples
    --------
    >>> x, y = np.random.default_rng(0).normal(size=(2, 2000, 1))
    >>> paired_frechet_distance(x, x, y) > 0.5 > frechet_distance(x, y)
    True
    """
    return frechet_distance(
        np.concatenate([speaker, generated], axis=1), np.concatenate([speaker, target], axis=1)
    )


def _scatter_root(series: Float[np.ndarray, "n D"]) -> Float[np.ndarray, "n D"]:
    """A with AᵀA = Σ: the frames without their mean, scaled."""
    root: np.ndarray = (series - series.mean(axis=0)) / np.sqrt(len(series) - 1)
    return root


def _trace_of_root(first: Float[np.ndarray, "n D"], second: Float[np.ndarray, "m D"]) -> float:
    """Trace of (Σ₁^½ Σ₂ Σ₁^½)^½ from the cheapest matrix with the same eigenvalues."""
    dimensions = first.shape[1]
    if min(len(first), len(second)) > dimensions:
        # any root of Σ₁ will do; Cholesky's is cheaper than the symmetric one
        try:
            root = np.linalg.cholesky(first.T @ first)
        except np.linalg.LinAlgError:  # Σ₁ is singular
            return _nuclear_norm(first, second)
        eigenvalues = np.linalg.eigvalsh(root.T @ (second.T @ second) @ root)
        return float(np.sqrt(eigenvalues.clip(min=0)).sum())
    return _nuclear_norm(first, second)


def _nuclear_norm(first: Float[np.ndarray, "n D"], second: Float[np.ndarray, "m D"]) -> float:
    """Sum of the singular values of A₁A₂ᵀ: the same trace, exact even if Σ is singular."""
    cross = _compressed(first) @ _compressed(second).T
    return float(np.linalg.svd(cross, compute_uv=False).sum())


def _compressed(root: Float[np.ndarray, "n D"]) -> Float[np.ndarray, "_ D"]:
    """The fewest rows with the same AᵀA."""
    if len(root) <= root.shape[1]:
        return root
    return np.asarray(np.linalg.qr(root, mode="r"))
