"""Listeners of whole clips by Learning2Listen: all clips and samples advance by a code together.

R rows (a clip and a sample each), F frames of the longest clip, W steps of 8 frames, M components
of motion, N speaker tokens, C channels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.models.l2l.model import L2l
from elp.models.l2l.nucleus import draw, nucleus_probabilities
from elp.models.l2l.predictor import FRAMES
from elp.models.l2l.sizes import PAST, STRIDE, TOKENS
from elp.samples.motion import ListenerMotion, to_sample
from elp.samples.store import Sample
from elp.training.device import fast_products


@dataclass(frozen=True)
class SampleStream:
    """One sample of one clip."""

    clip: FeatureClip
    sample: int
    uniform: Float[np.ndarray, "W"]


def sample_clips(
    model: L2l,
    features: FeatureSet,
    statistics: Statistics,
    settings: SamplingSettings,
    seed: int,
) -> Iterator[Sample]:
    """K listeners a clip; no frame of the real listener is looked at.

    A clip begins without a past; then the last 32 generated frames are encoded anew before each
    step, the first of them repeated while there are fewer, as the speaker's first frame is.
    """
    rows = [
        SampleStream(clip, number, _uniform(clip, [settings.seed, seed], number))
        for clip in features.clips
        for number in range(settings.samples)
    ]
    for start in range(0, len(rows), settings.batch_size):
        group = rows[start : start + settings.batch_size]
        for row, motion in zip(group, generate(model, features, group), strict=True):
            width = model.sizes.expression
            listener = ListenerMotion(
                motion[:, :width], motion[:, width:], np.zeros(len(motion), np.float32)
            )
            threshold = settings.blink_threshold
            yield to_sample(row.clip.name, row.sample, listener, statistics, threshold)


@torch.inference_mode()
def generate(
    model: L2l, features: FeatureSet, rows: Sequence[SampleStream]
) -> list[Float[np.ndarray, "_ M"]]:
    """The listener of each row, z-scored."""
    with fast_products(next(model.parameters()).device):
        return _generate(model, features, rows)


def _generate(
    model: L2l, features: FeatureSet, rows: Sequence[SampleStream]
) -> list[Float[np.ndarray, "_ M"]]:
    device = next(model.parameters()).device
    steps = max(_steps(row.clip) for row in rows)
    speaker = _listen(model, features, rows, steps)
    uniform = np.zeros((len(rows), steps))
    for number, row in enumerate(rows):
        uniform[number, : len(row.uniform)] = row.uniform
    chances = torch.from_numpy(uniform).to(device)
    settings = model.settings
    past = torch.full((len(rows), TOKENS), model.predictor.mask, device=device)
    motion = torch.empty(len(rows), 0, model.sizes.motion, device=device)
    for step in range(steps):
        logits = model.predictor.follow(speaker[:, step], past)[:, 0]
        probabilities = nucleus_probabilities(logits, settings.nucleus, settings.temperature)
        code = draw(probabilities, chances[:, step])
        codes = torch.cat([past[:, 1:], code[:, None]], dim=1)
        if step == 0:
            codes = code[:, None].expand(-1, TOKENS)
        following = model.vqvae.decode(codes)[:, -STRIDE:]
        motion = torch.cat([motion, following], dim=1)
        past = model.vqvae.encode(_last(motion))
    if settings.readings.first_frames == "empty":
        motion[:, :PAST] = 0
    scaled = (motion * model.scale).float().cpu().numpy()
    return [scaled[number, : row.clip.frames] for number, row in enumerate(rows)]


def _last(motion: Float[Tensor, "R F M"]) -> Float[Tensor, "R T M"]:
    """The last 32 frames, begun by repetitions of the first where there are fewer."""
    missing = PAST - motion.shape[1]
    if missing > 0:
        motion = torch.cat([motion[:, :1].expand(-1, missing, -1), motion], dim=1)
    return motion[:, -PAST:]


def _listen(
    model: L2l, features: FeatureSet, rows: Sequence[SampleStream], steps: int
) -> Float[Tensor, "R W N C"]:
    """The speaker's tokens at each step; samples of one clip share them."""
    device = next(model.parameters()).device
    clips = list({row.clip.name: row.clip for row in rows}.values())
    index = np.concatenate([_speaker_rows(clip, steps) for clip in clips])
    motion = np.concatenate(
        [features.speaker_expression[index], features.speaker_pose[index]], axis=-1
    )
    audio = features.mfcc[index]
    tokens = [
        model.predictor.listen(
            *(
                torch.from_numpy(values[part].astype(np.float32, copy=False)).to(device)
                for values in (audio, motion)
            )
        )
        for part in np.array_split(np.arange(len(index)), max(1, len(index) // 64))
    ]
    per_clip = torch.cat(tokens).unflatten(0, (len(clips), steps))
    places = {clip.name: number for number, clip in enumerate(clips)}
    chosen = torch.tensor([places[row.clip.name] for row in rows], device=device)
    found: Tensor = per_clip[chosen]
    return found


def _speaker_rows(clip: FeatureClip, steps: int) -> Int[np.ndarray, "W F"]:
    """Rows of the 40 frames at each step: 32 past and 8 now, ends repeated."""
    frames = STRIDE * np.arange(steps)[:, None] + np.arange(-PAST, FRAMES - PAST)
    inside: np.ndarray = clip.start + np.clip(frames, 0, clip.frames - 1)
    return inside


def _steps(clip: FeatureClip) -> int:
    return -(-clip.frames // STRIDE)


def _uniform(clip: FeatureClip, seeds: list[int], number: int) -> Float[np.ndarray, "W"]:
    generator = np.random.default_rng([*seeds, crc32(clip.name.encode()), number])
    return generator.random(_steps(clip))
