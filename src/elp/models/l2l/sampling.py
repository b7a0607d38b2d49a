"""Listeners of whole clips by Learning2Listen; all clips and samples advance together by a code.

R rows (one sample of a clip), F frames of the longest clip, W steps of 8 frames, M components of
motion, N speaker tokens, C channels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.models.inputs import read_rows
from elp.models.l2l.model import L2l
from elp.models.l2l.nucleus import draw, nucleus_probabilities
from elp.models.l2l.predictor import FRAMES, keep_newest
from elp.models.l2l.sizes import PAST, STRIDE, TOKENS
from elp.samples.listener_motion import ListenerMotion, sample_seeds, to_sample
from elp.samples.store import Sample
from elp.training.device import fast_products


@dataclass(frozen=True)
class SampleStream:
    """A sample of a clip to generate, with the random number of each step."""

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
    """K listeners of each clip; the real listener is not read.

    As in the released code, a clip begins without a past: before it the listener rests at the mean,
    masked. Then the last four codes are decoded and encoded again before each step, and the masks
    of those that were generated fall. Every four codes are decoded to 32 frames of the result.
    """
    rows = [
        SampleStream(clip, number, _uniform(clip, sample_seeds(settings, seed, clip.name, number)))
        for clip in features.clips
        for number in range(settings.samples)
    ]
    for start in range(0, len(rows), settings.batch_size):
        group = rows[start : start + settings.batch_size]
        for row, motion in zip(group, generate(model, features, group), strict=True):
            listener = ListenerMotion.without_blinks(motion, model.sizes.expression)
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
    settings, mask = model.settings, model.predictor.mask
    rest = torch.zeros(len(rows), PAST, model.sizes.motion, device=device)
    codes = model.vqvae.encode(rest)
    past = torch.full_like(codes, mask)
    begin = TOKENS if settings.readings.first_frames == "empty" else 0
    motion = [rest[:, : begin * STRIDE]]
    for step in range(begin, steps):
        logits = model.predictor.follow(speaker[:, step], past)[:, 0]
        probabilities = nucleus_probabilities(logits, settings.nucleus, settings.temperature)
        code = draw(probabilities, chances[:, step])
        codes = torch.cat([codes[:, 1:], code[:, None]], dim=1)
        decoded = model.vqvae.decode(codes)
        past = keep_newest(model.vqvae.encode(decoded), step + 1 - begin, mask)
        if step % TOKENS == TOKENS - 1:
            motion.append(decoded)
    scaled = (torch.cat(motion, dim=1) * model.scale).float().cpu().numpy()
    return [scaled[number, : row.clip.frames] for number, row in enumerate(rows)]


def _listen(
    model: L2l, features: FeatureSet, rows: Sequence[SampleStream], steps: int
) -> Float[Tensor, "R W N C"]:
    """The speaker's tokens at each step, shared by all samples of a clip."""
    device = next(model.parameters()).device
    clips = list({row.clip.name: row.clip for row in rows}.values())
    index = np.concatenate([_speaker_rows(clip, steps) for clip in clips])
    tokens = []
    for part in np.array_split(index, max(1, len(index) // 64)):
        mfcc, _, motion = read_rows(features, part, device)
        tokens.append(model.predictor.listen(mfcc, model.smoothed(motion)))
    per_clip = torch.cat(tokens).unflatten(0, (len(clips), steps))
    places = {clip.name: number for number, clip in enumerate(clips)}
    clip_of_row = torch.tensor([places[row.clip.name] for row in rows], device=device)
    tokens_of_row: Tensor = per_clip[clip_of_row]
    return tokens_of_row


def _speaker_rows(clip: FeatureClip, steps: int) -> Int[np.ndarray, "W F"]:
    """Rows of the 40 frames at each step: 32 past and 8 present; the ends are repeated."""
    frames = STRIDE * np.arange(steps)[:, None] + np.arange(-PAST, FRAMES - PAST)
    inside: np.ndarray = clip.start + np.clip(frames, 0, clip.frames - 1)
    return inside


def _steps(clip: FeatureClip) -> int:
    """Codes of a clip: four for each 32 frames that it begins."""
    return -(-clip.frames // PAST) * TOKENS


def _uniform(clip: FeatureClip, seeds: list[int]) -> Float[np.ndarray, "W"]:
    return np.random.default_rng(seeds).random(_steps(clip))
