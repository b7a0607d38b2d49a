"""Listeners of whole clips, generated window by window by a trained ASE.

W windows of T frames, F frames of the clip, N emotions, H heads, V categories, L logits of each
head, C components of motion.

Noise belongs to a frame of a clip, not to a window: where two windows overlap they draw with the
same noise, so a cross-fade joins two views of one listener rather than two listeners.
"""

import logging
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional as F

from elp.config.sampling import SamplingSettings
from elp.features.joints import WindowPlan
from elp.features.store import FeatureSet, Statistics
from elp.models.ase.encoding import EncodedClip, encoded_groups
from elp.models.ase.gumbel_noise import NoiseStream, gumbel_noise
from elp.models.ase.model import Ase
from elp.models.ase.output import Decoded
from elp.samples.listener_motion import ListenerMotion, sample_seeds, to_sample
from elp.samples.store import Sample

logger = logging.getLogger(__name__)

BLINKS = 1  # last of the seeds of blinks
DECODED = ("expression", "pose", "blink_logits")


def sample_clips(
    model: Ase,
    features: FeatureSet,
    statistics: Statistics,
    settings: SamplingSettings,
    seed: int,
) -> Iterator[Sample]:
    """K listeners of each clip of a split, clip by clip.

    Parameters
    ----------
    model : Ase
        In evaluation mode; it runs on the device of its parameters.
    features : FeatureSet
        Speakers of the split. Labels are read only with `emotion: given`.
    statistics : Statistics
        Statistics that undo the z-scores.
    settings : SamplingSettings
        Number of samples, overlap of windows, emotion, noise, blink threshold, batch size.
    seed : int
        Of the run; see `sample_seeds`.

    Raises
    ------
    ElpError
        If the data set does not have the requested emotion, the windows overlap too far, or a
        mixture of emotions is requested of a model with `readings.head: full`.
    """
    done = 0
    for group in encoded_groups(model, features, settings):
        rounds = []
        for number in range(settings.samples):
            seeds = [sample_seeds(settings, seed, e.clip.name, number) for e in group]
            rounds.append(_generate(model, group, settings, seeds))
        for position, encoded in enumerate(group):
            for number, motions in enumerate(rounds):
                motion = motions[position]
                threshold = settings.blink_threshold
                yield to_sample(encoded.clip.name, number, motion, statistics, threshold)
        done += len(group)
        logger.info("%d of %d clips", done, len(features.clips))


def generate(
    model: Ase, encoded: EncodedClip, settings: SamplingSettings, seeds: list[int]
) -> ListenerMotion:
    """One listener of an encoded clip, with noise from these seeds."""
    (motion,) = _generate(model, [encoded], settings, [seeds])
    return motion


def decode_codes(
    model: Ase,
    codes: Int[np.ndarray, "W T H"],
    plan: WindowPlan,
    first: Float[Tensor, "C"],
    generator: np.random.Generator,
) -> ListenerMotion:
    """The listener of a clip from the codewords of its windows; the generator draws blinks."""
    device = next(model.parameters()).device
    with torch.inference_mode():
        portraits = first.to(device).expand(len(codes), -1)
        decoded = model.decode(torch.from_numpy(codes).to(device), portraits)
        return join_decoded(decoded, plan, generator)


def join_decoded(
    decoded: Decoded, joints: WindowPlan, generator: np.random.Generator
) -> ListenerMotion:
    """The listener of a clip from those of its windows; blinks are joined as probabilities.

    Where these are hazards, blinks are then drawn frame by frame, across all windows.
    """
    blinks = decoded.blink_logits.sigmoid()
    expression, pose, probabilities = (
        joints.join(values.float().cpu().numpy())
        for values in (decoded.expression, decoded.pose, blinks)
    )
    if probabilities.shape[1] == 1:
        return ListenerMotion(expression, pose, probabilities[:, 0])
    return ListenerMotion(
        expression, pose, draw_blinks(probabilities, generator).astype(np.float32)
    )


def draw_blinks(
    hazards: Float[np.ndarray, "F 2"], generator: np.random.Generator
) -> Bool[np.ndarray, "F"]:
    """Blinks from the probabilities that one starts and that it continues; eyes begin open."""
    blink = np.zeros(len(hazards), dtype=bool)
    closed = False
    for frame, uniform in enumerate(generator.random(len(hazards))):
        closed = bool(uniform < hazards[frame, int(closed)])
        blink[frame] = closed
    return blink


@torch.inference_mode()
def _generate(
    model: Ase,
    group: Sequence[EncodedClip],
    settings: SamplingSettings,
    seeds: Sequence[list[int]],
) -> list[ListenerMotion]:
    counts = [len(encoded.plan) for encoded in group]
    logits = torch.cat([encoded.logits for encoded in group])
    emotion = torch.cat([e.weights.expand(len(e.plan), -1) for e in group])
    first = torch.cat([e.first.expand(len(e.plan), -1) for e in group])
    noise = None
    if settings.noise:
        noise = torch.cat([_noise(model, e, s) for e, s in zip(group, seeds, strict=True)])
    windows = []
    for start in range(0, len(logits), settings.batch_size):
        rows = slice(start, start + settings.batch_size)
        drawn = None if noise is None else noise[rows].to(logits.device)
        windows.append(_decode(model, logits[rows], emotion[rows], first[rows], drawn))
    series = (torch.cat([getattr(w, name) for w in windows]).split(counts) for name in DECODED)
    # Independent of the noise, whose seeds have one number less.
    generators = [np.random.default_rng([*seeds_of_clip, BLINKS]) for seeds_of_clip in seeds]
    return [
        join_decoded(Decoded(*decoded), encoded.plan, generator)
        for encoded, generator, *decoded in zip(group, generators, *series, strict=True)
    ]


def _decode(
    model: Ase,
    logits: Float[Tensor, "W T H L"],
    emotion: Float[Tensor, "W N"],
    first: Float[Tensor, "W C"],
    noise: Float[Tensor, "W T H V"] | None,
) -> Decoded:
    drawn = model.quantise(logits, emotion.argmax(dim=1), noise is not None, noise=noise)
    if bool((emotion.amax(dim=1) < 1).any()):
        return model.decode_soft(drawn.base, emotion, first)
    return model.decode_quantised(drawn, first)


def _noise(model: Ase, encoded: EncodedClip, seeds: list[int]) -> Float[Tensor, "W T H V"]:
    """Gumbel noise of one sample of a clip, drawn on the CPU so that all devices get the same."""
    (state,) = np.random.SeedSequence(seeds).generate_state(1, np.uint64)
    generator = torch.Generator().manual_seed(int(state >> np.uint64(1)))
    frames, settings = encoded.clip.frames, model.settings
    if settings.noise == "correlated":
        noise = NoiseStream(settings, generator).draw(frames)
    else:
        noise = gumbel_noise((frames, settings.heads, settings.categories), generator)
    return noise[torch.from_numpy(encoded.plan.rows)]
