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
from elp.features.windows import TrainingWindows, WindowBatch, fitting_length
from elp.models.kind import ModelKind, TrainingStage, validation_on
from elp.models.l2l.model import L2l
from elp.models.l2l.predictor import FRAMES, mask_past
from elp.models.l2l.sampling import sample_clips
from elp.models.l2l.sizes import PAST, STRIDE, TOKENS
from elp.models.l2l.vqvae import vqvae_loss
from elp.models.sizes import Sizes

CONVERSATION = 2 * PAST  # frames of a window of the predictor: 32 past, and 32 to predict
ROTATION = 3  # components of the pose; the others are its translation


def stages(
    model: L2l, splits: TrainingSplits, schedule: ScheduleSettings, seed: int
) -> Iterator[TrainingStage]:
    """VQ-VAE on windows of 32 frames, then the predictor on frozen codes.

    Its windows have 64 frames: a past of 32, and 4 codes to predict. Where all clips are shorter,
    fewer codes are predicted, at least one. The VQ-VAE is judged by its motion: while that gets
    better, the quantiser's loss rises for hundreds of steps, and would have the first of them kept.
    """
    settings = model.settings
    data = training_clips(splits.train, settings.readings.training_share, seed)
    model.set_scale(data)
    longest = fitting_length(splits.parts, CONVERSATION, PAST + STRIDE)
    window = longest - longest % STRIDE
    motions = TrainingWindows(data, PAST)
    conversations = TrainingWindows(data, window)
    size = schedule.batch_size
    yield TrainingStage(
        "vqvae",
        model.vqvae,
        lambda _, batch: _vqvae_terms(model, batch),
        lambda step: motions.random_batch(size, seed, step),
        settings.vqvae.optimiser.in_steps(schedule.steps, motions.batches(size)),
        schedule.steps,
        validation_on(splits, PAST, schedule, ignored=("quantiser",)),
    )
    model.vqvae.eval()
    yield TrainingStage(
        "predictor",
        model.predictor,
        lambda _, batch: _predictor_terms(model, batch),
        lambda step: conversations.random_batch(size, seed, step),
        settings.predictor.optimiser.in_steps(schedule.steps, conversations.batches(size)),
        schedule.steps,
        validation_on(splits, window, schedule),
    )


def training_clips(data: FeatureSet, share: float, seed: int) -> FeatureSet:
    """The split with a fraction of its clips, drawn by the seed; a share of 1 keeps all."""
    if share == 1:
        return data
    count = max(1, round(share * len(data.clips)))
    kept = np.random.default_rng([seed]).permutation(len(data.clips))[:count]
    return replace(data, clips=tuple(data.clips[number] for number in sorted(kept)))


def _motion(model: L2l, batch: WindowBatch) -> Float[Tensor, "B T M"]:
    motion = torch.cat([batch.expression, batch.pose], dim=-1)
    return model.smoothed(motion) / model.scale


def _vqvae_terms(model: L2l, batch: WindowBatch) -> dict[str, Tensor]:
    target = _motion(model, batch)
    generated, quantised = model.vqvae(target)
    return vqvae_loss(generated, target, quantised, groups(model.sizes))


def groups(sizes: Sizes) -> dict[str, int]:
    """Number of components that share a term of the loss; the released rotation and jaw."""
    rotation = min(ROTATION, sizes.pose)
    parts = {"rotation": rotation, "translation": sizes.pose - rotation}
    return {"expression": sizes.expression} | {name: n for name, n in parts.items() if n}


def _predictor_terms(model: L2l, batch: WindowBatch) -> dict[str, Tensor]:
    """Cross entropy of the codes that follow the past of 32 frames, the next four or fewer."""
    motion = _motion(model, batch)
    following = (motion.shape[1] - PAST) // STRIDE
    with torch.no_grad():
        past = model.vqvae.encode(motion[:, :PAST])
        target = model.vqvae.encode(motion[:, -PAST:])[:, TOKENS - following :]
    masked = mask_past(past, model.settings.predictor.masked, model.predictor.mask)
    speaker = model.smoothed(batch.speaker)[:, :FRAMES]
    logits = model.predictor(batch.mfcc[:, :FRAMES], speaker, masked)
    predicted = logits[:, :following].float()
    return {"codes": F.cross_entropy(predicted.flatten(0, 1), target.flatten())}


KIND = ModelKind(L2lSettings, L2l, stages, sample_clips)
