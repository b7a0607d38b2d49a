"""Listeners of whole splits by a baseline."""

from collections.abc import Iterator

import numpy as np

from elp.baselines.inputs import Inputs
from elp.baselines.registry import BASELINES
from elp.config.sampling import SamplingSettings
from elp.features.store import Statistics
from elp.samples.listener_motion import sample_seeds, to_sample
from elp.samples.store import Sample


def answer_clips(
    inputs: Inputs, statistics: Statistics, settings: SamplingSettings, seed: int
) -> Iterator[Sample]:
    """K listeners of each clip; only one from a baseline without random draws."""
    baseline = BASELINES[inputs.settings.kind]
    answer = baseline.answer(inputs)
    samples = settings.samples if baseline.drawn else 1
    for clip in inputs.speakers.clips:
        for number in range(samples):
            seeds = sample_seeds(settings, seed, clip.name, number)
            motion = answer(clip, np.random.default_rng(seeds))
            yield to_sample(clip.name, number, motion, statistics, settings.blink_threshold)
