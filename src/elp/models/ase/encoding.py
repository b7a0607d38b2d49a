"""Whole clips after the encoders of an ASE: cut into windows, with logits and emotion.

W windows of T frames, N emotions, H heads, L logits of each head, C components of motion.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from elp.config.sampling import SamplingSettings
from elp.errors import ElpError
from elp.features.joints import WindowPlan
from elp.features.store import FeatureClip, FeatureSet
from elp.models.ase.model import Ase
from elp.models.inputs import portrait_of, read_rows


@dataclass(frozen=True)
class EncodedClip:
    """A clip cut into windows, with the output of the encoders.

    Parameters
    ----------
    clip, plan
        The clip, and the places of its windows.
    logits : tensor, shape (W, T, H, L)
        Of the codes.
    emotion : tensor, shape (N,)
        e', mean over the windows. The paper takes the emotion as constant within a window of 2 s;
        one emotion for the clip, as its label is, keeps joints from fading between two moods.
    weights : tensor, shape (N,)
        The emotion e to decode with: one-hot, or e' itself.
    first : tensor, shape (C,)
        The listener's first frame; only a model with `portrait` reads it.
    """

    clip: FeatureClip
    plan: WindowPlan
    logits: Float[Tensor, "W T H L"]
    emotion: Float[Tensor, "N"]
    weights: Float[Tensor, "N"]
    first: Float[Tensor, "C"]


def encode_clips(
    model: Ase, features: FeatureSet, settings: SamplingSettings
) -> Iterator[EncodedClip]:
    """Encode all clips in turn, a batch of windows at a time."""
    for group in encoded_groups(model, features, settings):
        yield from group


def encoded_groups(
    model: Ase, features: FeatureSet, settings: SamplingSettings
) -> Iterator[list[EncodedClip]]:
    """Encoded clips, in groups whose windows fit a batch; a long clip is a group by itself."""
    group: list[tuple[FeatureClip, WindowPlan]] = []
    for clip in features.clips:
        plan = WindowPlan(clip.frames, model.settings.window, settings.overlap)
        if group and sum(len(other) for _, other in group) + len(plan) > settings.batch_size:
            yield _encode(model, features, group, settings)
            group = []
        group.append((clip, plan))
    if group:
        yield _encode(model, features, group, settings)


@torch.inference_mode()
def _encode(
    model: Ase,
    features: FeatureSet,
    group: Sequence[tuple[FeatureClip, WindowPlan]],
    settings: SamplingSettings,
) -> list[EncodedClip]:
    device = next(model.parameters()).device
    rows = np.concatenate([clip.start + plan.rows for clip, plan in group])
    logits, emotions = [], []
    for batch in np.split(rows, range(settings.batch_size, len(rows), settings.batch_size)):
        codes, emotion = model.encode_logits(*read_rows(features, batch, device))
        logits.append(codes)
        emotions.append(emotion.softmax(dim=1))
    counts = [len(plan) for _, plan in group]
    parts = (torch.cat(logits).split(counts), torch.cat(emotions).split(counts))
    encoded = []
    for (clip, plan), codes, windows in zip(group, *parts, strict=True):
        predicted = windows.mean(dim=0)
        weights = _weights(predicted, clip, features, settings)
        first = portrait_of(features, clip).to(device)
        encoded.append(EncodedClip(clip, plan, codes, predicted, weights, first))
    return encoded


def _weights(
    predicted: Float[Tensor, "N"],
    clip: FeatureClip,
    features: FeatureSet,
    settings: SamplingSettings,
) -> Float[Tensor, "N"]:
    if settings.emotion == "predicted":
        if settings.emotion_weights == "soft":
            return predicted
        index = int(predicted.argmax())
    elif settings.emotion == "given":
        index = features.emotion_index(clip)
    elif settings.emotion in features.emotions:
        index = features.emotions.index(settings.emotion)
    else:
        raise ElpError(
            f"sampling.emotion: `{settings.emotion}` is not an emotion of this data set; choose "
            f"{', '.join(features.emotions)}, `predicted` or `given`"
        )
    return F.one_hot(torch.tensor(index), len(predicted)).to(predicted)
