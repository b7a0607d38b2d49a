"""The loss of the ASE, Eq. 3 to 7: each term is a mean over the windows of a batch.

B windows, T frames, C components, N emotions, Q blink logits.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F

from elp.config.ase import LossSettings
from elp.features.windows import WindowBatch
from elp.models.ase.energy_score import motion_energy
from elp.models.ase.gumbel_noise import correlated, correlations, to_gumbel
from elp.models.ase.loss_space import LossSpace, z_scores
from elp.models.ase.model import Ase
from elp.models.ase.output import Decoded
from elp.training.draws import draw

SMALLEST_PROBABILITY = 1e-7  # keeps the logarithms of Eq. 6 finite


def motion_distance(
    generated: Float[Tensor, "B T C"], target: Float[Tensor, "B T C"]
) -> Float[Tensor, "B"]:
    """Euclidean distance summed over time, one norm of Eq. 3: not squared."""
    distances: Tensor = torch.linalg.vector_norm(generated.float() - target, dim=-1)
    return distances.sum(dim=1)


def blink_cross_entropy(
    logits: Float[Tensor, "B T"], blink: Float[Tensor, "B T"]
) -> Float[Tensor, "B"]:
    """Binary cross entropy summed over time, Eq. 4 (the minus covers both terms)."""
    return F.binary_cross_entropy_with_logits(logits.float(), blink, reduction="none").sum(dim=1)


def blink_variation(logits: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """Total variation of the blink probability, Eq. 5."""
    return logits.float().sigmoid().diff(dim=1).abs().sum(dim=1)


def blink_hazard(
    logits: Float[Tensor, "B T 2"], blink: Float[Tensor, "B T"], before: Float[Tensor, "B"]
) -> Float[Tensor, "B"]:
    """Negative log-likelihood of the blinks, each frame given the true blink before it.

    Parameters
    ----------
    logits : tensor, shape (B, T, 2)
        That a blink starts if the eye is open, and that it continues if it is closed.
    blink : tensor, shape (B, T)
        1 within a blink.
    before : tensor, shape (B,)
        Blink of the frame before the window.
    """
    past = torch.cat([before[:, None], blink[:, :-1]], dim=1)
    conditional = torch.where(past > 0, logits[..., 1], logits[..., 0])
    return blink_cross_entropy(conditional, blink)


def emotion_cross_entropy(
    logits: Float[Tensor, "B N"], emotion: Int[Tensor, "B"], *, binary: bool
) -> Float[Tensor, "B"]:
    """Cross entropy of e' = softmax(logits): binary for each emotion as in Eq. 6, or the usual.

    Parameters
    ----------
    logits : tensor, shape (B, N)
        Logits of the emotions.
    emotion : tensor, shape (B,)
        Index of the true emotion.
    binary : bool
        Eq. 6 as written, a sum of N binary cross entropies.
    """
    if not binary:
        return F.cross_entropy(logits.float(), emotion, reduction="none")
    predicted = logits.float().softmax(dim=1)
    predicted = predicted.clamp(SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    true = F.one_hot(emotion, logits.shape[1]).float()
    return -(true * predicted.log() + (1 - true) * (1 - predicted).log()).sum(dim=1)


def ase_loss(model: Ase, batch: WindowBatch, space: LossSpace = z_scores) -> dict[str, Tensor]:
    """Weighted terms of Eq. 7 by name: those of the space's motion, blink, emotion, smoothness.

    There is no smoothness where blinks are hazards. Weights and readings of the equations come from
    the model's settings.
    """
    settings, readings = model.settings.loss, model.settings.readings
    logits, emotion_logits = model.encode_logits(batch.mfcc, batch.style, batch.speaker)
    drawn = [_draw(model, logits, batch) for _ in range(2 if settings.objective == "energy" else 1)]
    over_time = 1.0 if readings.reduction == "sum_t" else 1 / batch.blink.shape[1]
    motion: Callable[..., Tensor] = (
        motion_energy if settings.objective == "energy" else motion_distance
    )
    blinks = [_blink_terms(decoded, batch, settings) for decoded in drawn]
    target = space(batch.expression, batch.pose)
    moved = [space(decoded.expression, decoded.pose) for decoded in drawn]
    terms = {
        **{name: over_time * motion(*(m[name] for m in moved), target[name]) for name in target},
        "blink": over_time * torch.stack([part["blink"] for part in blinks]).mean(dim=0),
        "emotion": settings.emotion
        * emotion_cross_entropy(emotion_logits, batch.emotion, binary=readings.ce2 == "bce"),
    }
    if "smoothness" in blinks[0]:
        parts = torch.stack([part["smoothness"] for part in blinks])
        terms["smoothness"] = over_time * parts.mean(dim=0)
    return {name: term.mean() for name, term in terms.items()}


def _blink_terms(
    decoded: Decoded, batch: WindowBatch, settings: LossSettings
) -> dict[str, Float[Tensor, "B"]]:
    logits = decoded.blink_logits
    if logits.shape[-1] == 2:
        return {"blink": settings.blink * blink_hazard(logits, batch.blink, batch.blink_before)}
    return {
        "blink": settings.blink * blink_cross_entropy(logits[..., 0], batch.blink),
        "smoothness": settings.smoothness * blink_variation(logits[..., 0]),
    }


def _draw(model: Ase, logits: Tensor, batch: WindowBatch) -> Decoded:
    """A listener drawn under the true emotion (teacher forcing)."""
    settings = model.settings
    noise = None
    if settings.noise == "correlated":
        shape = (*logits.shape[:3], settings.categories)
        fresh = draw(shape, lambda empty, g: empty.normal_(generator=g), device=logits.device)
        noise = to_gumbel(correlated(fresh, correlations(settings).to(logits.device)))
    return model.decode_quantised(model.quantise(logits, batch.emotion, noise=noise), batch.first)
