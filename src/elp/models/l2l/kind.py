"""Learning2Listen as a kind of motion model: first the VQ-VAE is trained, then the predictor.

B windows, T frames, M components of motion.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from elp.config.l2l import L2lSettings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits
from elp.features.store import FeatureSet
from elp.features.windows import TrainingWindows, WindowBatch
from elp.models.kind import ModelKind, TrainingStage, validation_on
from elp.models.l2l.model import L2l
from elp.models.l2l.predictor import FRAMES, mask_past
from elp.models.l2l.sampling import sample_clips
from elp.models.l2l.sizes import PAST, TOKENS
from elp.models.l2l.vqvae import vqvae_loss

CONVERSATION = 2 * PAST  # frames of a window of the predictor: 32 past, and 32 to predict


def stages(
    model: L2l, splits: TrainingSplits, schedule: ScheduleSettings, seed: int
) -> Iterator[TrainingStage]:
    """VQ-VAE on windows of 32 frames, then the predictor on windows of 64, on frozen codes."""
    settings = model.settings
    data = training_clips(splits.train, settings.readings.training_share, seed)
    model.set_scale(data)
    motions = TrainingWindows(data, PAST)
    yield TrainingStage(
        "vqvae",
        model.vqvae,
        lambda _, batch: _vqvae_terms(model, batch),
        lambda step: motions.random_batch(schedule.batch_size, seed, step),
        settings.vqvae.optimiser,
        schedule.steps,
        validation_on(splits, PAST, schedule),
    )
    model.vqvae.eval()
    conversations = TrainingWindows(data, CONVERSATION)
    yield TrainingStage(
        "predictor",
        model.predictor,
        lambda _, batch: _predictor_terms(model, batch),
        lambda step: conversations.random_batch(schedule.batch_size, seed, step),
        settings.predictor.optimiser,
        schedule.steps,
        validation_on(splits, CONVERSATION, schedule),
    )


def training_clips(data: FeatureSet, share: float, seed: int) -> FeatureSet:
    """The split with a fraction of its clips, drawn by the seed; a share of 1 keeps all."""
    if share == 1:
        return data
    count = max(1, round(share * len(data.clips)))
    kept = np.random.default_rng([seed]).permutation(len(data.clips))[:count]
    return replace(data, clips=tuple(data.clips[number] for number in sorted(kept)))


def _motion(model: L2l, batch: WindowBatch) -> Float[Tensor, "B T M"]:
    return torch.cat([batch.expression, batch.pose], dim=-1) / model.scale


def _vqvae_terms(model: L2l, batch: WindowBatch) -> dict[str, Tensor]:
    target = _motion(model, batch)
    generated, quantised = model.vqvae(target)
    widths = [model.sizes.expression, model.sizes.pose]
    return vqvae_loss(generated, target, quantised, widths)


def _predictor_terms(model: L2l, batch: WindowBatch) -> dict[str, Tensor]:
    """Cross entropy of the next four codes."""
    motion = _motion(model, batch)
    with torch.no_grad():
        past, following = (model.vqvae.encode(part) for part in motion.split(PAST, dim=1))
    masked = mask_past(past, model.settings.predictor.masked, model.predictor.mask)
    logits = model.predictor(batch.mfcc[:, :FRAMES], batch.speaker[:, :FRAMES], masked)
    predicted = logits[:, :TOKENS].float()
    return {"codes": F.cross_entropy(predicted.flatten(0, 1), following.flatten())}


KIND = ModelKind(L2lSettings, L2l, stages, sample_clips)
