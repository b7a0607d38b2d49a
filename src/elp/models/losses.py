"""The ASE's objective, Eq. 3 to 7: each term is a mean over the windows of a batch.

B windows, T frames, C components, N emotions.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F

from elp.config.ase import LossSettings
from elp.models.ase import Ase
from elp.windows import WindowBatch

SMALLEST_PROBABILITY = 1e-7  # of Eq. 6, whose logarithms would else reach −∞


def motion_distance(
    generated: Float[Tensor, "B T C"], target: Float[Tensor, "B T C"]
) -> Float[Tensor, "B"]:
    """Sum over time of the Euclidean distance, one norm of Eq. 3: not squared."""
    distances: Tensor = torch.linalg.vector_norm(generated.float() - target, dim=-1)
    return distances.sum(dim=1)


def blink_cross_entropy(
    logits: Float[Tensor, "B T"], blink: Float[Tensor, "B T"]
) -> Float[Tensor, "B"]:
    """Binary cross entropy summed over time, Eq. 4 (its minus covers both terms)."""
    return F.binary_cross_entropy_with_logits(logits.float(), blink, reduction="none").sum(dim=1)


def blink_variation(logits: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """Total variation of the blink probability, Eq. 5."""
    return logits.float().sigmoid().diff(dim=1).abs().sum(dim=1)


def emotion_cross_entropy(
    logits: Float[Tensor, "B N"], emotion: Int[Tensor, "B"], *, binary: bool
) -> Float[Tensor, "B"]:
    """Cross entropy of e' = softmax: of each emotion apart as in Eq. 6, or the plain one.

    Parameters
    ----------
    logits : tensor, shape (B, N)
        Of the emotions.
    emotion : tensor, shape (B,)
        The true one's index.
    binary : bool
        Eq. 6 as it is written, a sum of N binary cross entropies.
    """
    if not binary:
        return F.cross_entropy(logits.float(), emotion, reduction="none")
    predicted = logits.float().softmax(dim=1)
    predicted = predicted.clamp(SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    true = F.one_hot(emotion, logits.shape[1]).float()
    return -(true * predicted.log() + (1 - true) * (1 - predicted).log()).sum(dim=1)


@dataclass(frozen=True)
class AseLoss:
    """The weighted terms of Eq. 7, for `elp.training.fit`.

    Parameters
    ----------
    settings : LossSettings
        Weights, and the readings of the equations.
    emotion_frequencies : tuple of float
        Share of each emotion among the training windows; used by `ce2_class_weight: balanced`,
        which weighs an emotion by 1 / (N · share) so that the mean weight of a window is 1.
    """

    settings: LossSettings
    emotion_frequencies: tuple[float, ...]

    def __call__(self, model: Ase, batch: WindowBatch) -> dict[str, Tensor]:
        """Terms by name: expression, pose, blink, emotion, smoothness; the loss is their sum."""
        output = model(batch.mfcc, batch.style, batch.emotion)  # teacher forcing: the true e
        emotion = emotion_cross_entropy(
            output.emotion_logits, batch.emotion, binary=self.settings.ce2 == "bce"
        )
        if self.settings.ce2_class_weight == "balanced":
            emotion = emotion * self._class_weights(emotion)[batch.emotion]
        over_time = 1.0 if self.settings.reduction == "sum_t" else 1 / batch.blink.shape[1]
        blink, smoothness = self.settings.blink, self.settings.smoothness
        terms = {
            "expression": over_time * motion_distance(output.expression, batch.expression),
            "pose": over_time * motion_distance(output.pose, batch.pose),
            "blink": blink * over_time * blink_cross_entropy(output.blink_logit, batch.blink),
            "emotion": self.settings.emotion * emotion,
            "smoothness": smoothness * over_time * blink_variation(output.blink_logit),
        }
        return {name: term.mean() for name, term in terms.items()}

    def _class_weights(self, like: Tensor) -> Tensor:
        shares = like.new_tensor(self.emotion_frequencies)
        # An emotion that never occurs is never looked up; its weight only has to be a number.
        return 1 / (len(shares) * shares.clamp(min=SMALLEST_PROBABILITY))
