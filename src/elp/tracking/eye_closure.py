"""β_c, the change of expression that closes the eyes.

Letters: N pairs of frames, L landmarks, K components.
"""

import numpy as np
from jaxtyping import Float, Float64

from elp.errors import DataError
from elp.tracking.blinks import EYES

CLOSED_RATIO = 0.012  # height / width of the eye opening at β_c; the lids cross below 0

# Pairs of frames are used if the eye opening changes by more than this fraction of the open eye.
CLOSURE_STEP = 0.2
_FALL_OFF = 1.0  # cm from the lids at which the displacement has faded to zero
_UPPER_LIDS = ((246, 161, 160, 159, 158, 157, 173), (466, 388, 387, 386, 385, 384, 398))
_LOWER_LIDS = ((7, 163, 144, 145, 153, 154, 155), (249, 390, 373, 374, 380, 381, 382))


def closure_from_motion(
    template: Float64[np.ndarray, "468 3"],
    moved: Float[np.ndarray, "N 468 3"],
    closed: Float[np.ndarray, "N"],
) -> Float64[np.ndarray, "468 3"]:
    """Displacement of the lids per unit of closure, by regression over pairs of nearby frames.

    Regression over whole clips would mostly find motion of mouth and brows, which accompanies
    closed eyes.

    Parameters
    ----------
    template : array, shape (468, 3)
        The face at rest, in cm.
    moved : array, shape (N, 468, 3)
        Displacement of the aligned landmarks between the frames of each pair, in cm.
    closed : array, shape (N,)
        Closure between the frames: change of 1 - ratio / open level.
    """
    slope = np.einsum("n,nlc->lc", closed, moved) / np.square(closed).sum()
    return np.asarray(slope * _near_lids(template)[:, None])


def closure_from_mesh(template: Float64[np.ndarray, "468 3"]) -> Float64[np.ndarray, "468 3"]:
    """The upper lids lowered onto the lower lids: the displacement for data without blinks."""
    displacement = np.zeros_like(template)
    upper, lower = np.concatenate(_UPPER_LIDS), np.concatenate(_LOWER_LIDS)
    displacement[upper] = 0.9 * (template[lower] - template[upper])
    displacement[lower] = -0.1 * (template[lower] - template[upper])
    return displacement


def in_basis(
    displacement: Float64[np.ndarray, "L 3"],
    template: Float64[np.ndarray, "L 3"],
    basis: Float64[np.ndarray, "L 3 K"],
    noise: float,
) -> Float64[np.ndarray, "K"]:
    """β of a displacement of the lids, scaled so that it closes the template's eyes.

    Parameters
    ----------
    displacement, template : array, shape (L, 3)
        In cm.
    basis : array, shape (L, 3, K)
        Displacement per unit of β, in cm.
    noise : float
        In cm per landmark; keeps components with less motion from fitting details.

    Raises
    ------
    DataError
        If the displacement opens the eyes instead.
    """
    flat = basis.reshape(-1, basis.shape[-1])
    gram = flat.T @ flat + noise**2 * np.eye(flat.shape[1])
    beta = np.linalg.solve(gram, flat.T @ displacement.reshape(-1))
    length = closing_length(template, basis @ beta)
    if length is None:
        raise DataError(
            "the displacement does not close the eyes; provide clips in which people blink"
        )
    return np.asarray(length * beta)


def closing_length(
    points: Float64[np.ndarray, "L 3"], displacement: Float64[np.ndarray, "L 3"]
) -> float | None:
    """Multiple of a displacement that closes the eyes of a face; None if it opens them."""
    opening, closing = _opening(points), _opening(points + displacement)
    return (opening - CLOSED_RATIO) / (opening - closing) if opening > closing else None


def _opening(points: Float64[np.ndarray, "L 3"]) -> float:
    """The eye-aspect ratio with signed heights, which make it linear in β."""
    outer, upper1, upper2, inner, lower2, lower1 = np.moveaxis(points[list(EYES)], 1, 0)
    height = (upper1 - lower1)[:, 1] + (upper2 - lower2)[:, 1]
    return float((height / (2 * np.linalg.norm((outer - inner)[:, :2], axis=-1))).mean())


def _near_lids(template: Float64[np.ndarray, "468 3"]) -> Float64[np.ndarray, "468"]:
    """Weights: 1 on the lids, fading to 0 with distance."""
    lids = template[np.concatenate([np.ravel(_UPPER_LIDS), np.ravel(_LOWER_LIDS), np.ravel(EYES)])]
    distance = np.linalg.norm(template[:, None] - lids, axis=-1).min(axis=1)
    weight = np.clip(1 - distance / _FALL_OFF, 0, 1)
    return np.asarray(weight * weight * (3 - 2 * weight))
