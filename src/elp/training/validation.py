"""Validation of a network while it trains, and the weights of the step that did best."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from elp.training.distributed import Ranks
from elp.training.step import Batch, check, random_state, terms_of

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=nn.Module)
UNUSED_STEP = 0  # training steps count from 1, so their random numbers are others


@dataclass(frozen=True)
class Validation:
    """What scores a network while it trains.

    Parameters
    ----------
    batches : sequence of Batch
        Data that are not learned from.
    every : int
        Steps between scores; the last step is always scored.
    ignored : tuple of str
        Names of the loss terms that do not count.
    """

    batches: Sequence[Batch]
    every: int
    ignored: tuple[str, ...] = ()

    @torch.no_grad()
    def score(
        self, model: M, loss: Callable[[M, Any], dict[str, Tensor]], seed: int, step: int
    ) -> float:
        """The loss in evaluation mode, a mean over all windows; smaller is better.

        The random draws are the same at each call, so that scores differ by the weights alone. The
        first rank computes for all.

        Raises
        ------
        TrainingError
            If the score is not finite.
        """
        device = next(model.parameters()).device
        total, count = torch.zeros((), device=device), sum(map(len, self.batches))
        model.eval()
        for number, batch in enumerate(self.batches if Ranks.current().first else ()):
            torch.manual_seed(random_state(seed, UNUSED_STEP, number))
            terms = terms_of(model, loss, batch.to(device), len(batch) / count)
            counted = [term for name, term in terms.items() if name not in self.ignored]
            total += torch.stack(counted).sum()
        model.train()
        Ranks.current().sum([total])
        check(step, total, "validation score", {})
        return total.item()


@dataclass(frozen=True)
class Best:
    """The weights with the least validation score so far."""

    step: int
    score: float
    weights: dict[str, Tensor]

    @classmethod
    def of(cls, model: nn.Module, step: int, score: float) -> "Best":
        """A copy of the present weights."""
        weights = {name: value.detach().clone() for name, value in model.state_dict().items()}
        return cls(step, score, weights)

    def restore(self, model: nn.Module, steps: int) -> None:
        """Give the model these weights, and log which they are."""
        model.load_state_dict(self.weights)
        logger.info("kept step %d of %d: validation %.4g", self.step, steps, self.score)
        if self.step == steps:
            logger.info("it is the last step: more `schedule.steps` may give a better model")


def kept_step(rows: Sequence[Mapping[str, float]]) -> int:
    """The first step with the least validation score; without scores, the last step."""
    scored = [row for row in rows if "validation" in row]
    return int(
        min(scored, key=lambda row: row["validation"])["step"] if scored else rows[-1]["step"]
    )
