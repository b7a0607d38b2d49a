"""Which learning rates let Learning2Listen learn at its published sizes within few steps.

    python benchmarks/l2l_rates.py --train TRAIN.arrow --valid VALID.arrow [--steps 100] [--batch 8]

Both networks are trained with several peak rates and warm-ups; a row has the validation loss after
each fifth of the steps: of the VQ-VAE the L1 distances of its reconstruction, of the predictor the
cross entropy in nats. The predictors learn the codes of the best of the VQ-VAEs; guessing them by
their frequency in training is printed beside. The features of a data set are in
`results/features/{dataset}/{split}.arrow`.
"""

import math
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from elp.config.l2l import L2lSettings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits
from elp.features.store import FeatureSet, read_features
from elp.features.windows import TrainingWindows
from elp.models.kind import TrainingStage, new_model
from elp.models.l2l.kind import CONVERSATION, KIND
from elp.models.l2l.model import L2l
from elp.models.l2l.sizes import PAST
from elp.models.sizes import sizes_of
from elp.training.optimiser import make_optimiser, rate_at
from elp.workflow.job import parse

CHECKS, WINDOWS = 5, 64  # validations of a training, windows of each
WARM_UP = 0.2
# Peak rate and warm-up.
RATES: dict[str, list[tuple[float, float]]] = {
    "vqvae": [(3.95e-4, WARM_UP), (3.95e-4, 100_000)],
    "predictor": [(2e-4, WARM_UP), (2.236e-6, 100_000), (2.236e-6, WARM_UP), (1e-3, WARM_UP)],
}


def stage_with(
    model: L2l, name: str, data: FeatureSet, schedule: ScheduleSettings
) -> TrainingStage:
    """One of the two stages of a model's training."""
    stages = KIND.stages(model, TrainingSplits(data), schedule, 0)
    return next(stage for stage in stages if stage.name == name)


def total(stage: TrainingStage, batch: object, without: str = "") -> Tensor:
    """The loss of a batch, or all but one term of it."""
    terms = stage.loss(stage.module, batch)
    return torch.stack([term for name, term in terms.items() if name != without]).sum()


def curve(stage: TrainingStage, validate: Callable[[], float]) -> list[float]:
    """Validation losses before the training and after each fifth of it."""
    optimiser = make_optimiser(stage.module, stage.optimiser)
    losses = [validate()]
    for step in range(1, stage.steps + 1):
        torch.manual_seed(step)
        stage.module.train()
        optimiser.param_groups[0]["lr"] = rate_at(step, stage.optimiser)
        optimiser.zero_grad(set_to_none=True)
        total(stage, stage.batch_of_step(step)).backward()
        optimiser.step()
        if step % (stage.steps // CHECKS) == 0:
            losses.append(validate())
    return losses


def validation(stage: TrainingStage, data: FeatureSet) -> Callable[[], float]:
    """Mean loss of fixed validation windows, with fixed masks, without the quantiser's own term."""
    windows = TrainingWindows(data, PAST if stage.name == "vqvae" else CONVERSATION)
    batch = windows.random_batch(WINDOWS, 0, 0)

    @torch.no_grad()
    def validate() -> float:
        stage.module.eval()
        torch.manual_seed(0)
        return total(stage, batch, "quantiser").item()

    return validate


class Frequencies(nn.Module):
    """In the predictor's place: the same logits for every token."""

    def __init__(self, logits: Tensor, mask: int) -> None:
        super().__init__()
        self.logits, self.mask = logits, mask

    def forward(self, audio: Tensor, motion: Tensor, past: Tensor) -> Tensor:
        """Logits of the codes."""
        del audio, motion
        return self.logits.expand(*past.shape, -1)


@torch.no_grad()
def guessing(model: L2l, train: FeatureSet, stage: TrainingStage, valid: FeatureSet) -> float:
    """Validation loss of the codes' frequencies in 512 training windows (plus 1 each)."""
    batch = TrainingWindows(train, PAST).random_batch(512, 0, 0)
    motion = model.smoothed(torch.cat([batch.expression, batch.pose], dim=-1))
    codes = model.vqvae.encode(motion).flatten()
    counts = torch.bincount(codes, minlength=model.settings.vqvae.codes) + 1.0
    learned, model.predictor = model.predictor, Frequencies(counts.log(), model.predictor.mask)  # type: ignore[assignment]
    loss = validation(stage, valid)()
    model.predictor = learned
    used = int((counts > 1).sum())
    print(f"predictor: guessing by frequency {loss:.3f} ({used} codes in use)", flush=True)
    return loss


def main(*, train: Path, valid: Path, steps: int = 100, batch: int = 8) -> None:
    """Print a curve for each network and rate.

    Parameters
    ----------
    train, valid : Path
        Features of the training and the validation split.
    steps, batch : int
        Steps of each training, and windows of each step.
    """
    data, others = read_features(train), read_features(valid)
    schedule = ScheduleSettings(steps=steps, batch_size=batch)
    best = math.inf
    codebook: dict[str, Tensor] = {}
    for name, rates in RATES.items():
        for peak, warm_up in rates:
            optimiser = {"learning_rate": peak, "warm_up": warm_up}
            settings = L2lSettings.model_validate({name: {"optimiser": optimiser}})
            model: L2l = new_model(KIND, settings, sizes_of(data), seed=0)
            stage = stage_with(model, name, data, schedule)
            if name == "predictor":
                model.vqvae.load_state_dict(codebook)
                if (peak, warm_up) == rates[0]:
                    guessing(model, data, stage, others)
            losses = curve(stage, validation(stage, others))
            values = " ".join(f"{loss:.3f}" for loss in losses)
            print(f"{name}: peak {peak:g}, warm-up {warm_up:g}: {values}", flush=True)
            if name == "vqvae" and losses[-1] < best:
                best, codebook = losses[-1], model.vqvae.state_dict()


if __name__ == "__main__":
    parse(main)
