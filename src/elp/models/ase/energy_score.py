"""The energy score as a loss: in expectation smallest only at the true distribution.

B batch, T frames, C components.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor
from torch.linalg import vector_norm

PIECE = 10  # frames


def energy_score(
    first: Float[Tensor, "B *rest"],
    second: Float[Tensor, "B *rest"],
    target: Float[Tensor, "B *rest"],
) -> Float[Tensor, "B"]:
    """½‖ŷ − y‖ + ½‖ŷ′ − y‖ − ½‖ŷ − ŷ′‖ of two samples, per root of the number of components.

    References
    ----------
    Gneiting and Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation", JASA 2007,
    Sec. 4.3, with K = 2 samples.
    """

    def distance(a: Tensor, b: Tensor) -> Tensor:
        length: Tensor = vector_norm((a - b).float().flatten(1), dim=1)
        return length

    score = distance(first, target) + distance(second, target) - distance(first, second)
    return score / (2 * math.sqrt(target[0].numel()))


def motion_energy(
    first: Float[Tensor, "B T C"], second: Float[Tensor, "B T C"], target: Float[Tensor, "B T C"]
) -> Float[Tensor, "B"]:
    """Energy scores of windows, of their pieces of 10 frames and of their velocities, times T.

    Each shows what the others average out: windows the level, pieces the course of a movement,
    velocities its smoothness. Pieces are scored as vectors of all components and component by
    component: a norm over a hundred components hardly changes if one moves too much and another
    too little. Scores are summed over time as in Eq. 3, so the weights of Eq. 7 keep their meaning.
    """
    batch, frames = target.shape[:2]
    series = (first, second, target)
    pieces = [_pieces(values) for values in series]
    scores = (
        energy_score(*series),
        energy_score(*pieces).unflatten(0, (batch, -1)).mean(dim=1),
        energy_score(*(part.flatten(0, 1) for part in pieces))
        .unflatten(0, (batch, -1))
        .mean(dim=1),
        energy_score(*(values.diff(dim=1) for values in series)),
    )
    return frames * torch.stack(scores).sum(dim=0)


def _pieces(values: Float[Tensor, "B T C"]) -> Float[Tensor, "_ C P"]:
    """Pieces of `PIECE` frames, stacked; a remainder is dropped, a shorter window kept."""
    length = min(PIECE, values.shape[1])
    return values.unfold(1, length, length).flatten(0, 1)
