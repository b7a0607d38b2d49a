"""The clips and samples that are shown."""

import numpy as np
import pytest

from elp.coefficients import Coefficients
from elp.errors import DataError
from elp.features.store import FeatureClip
from elp.samples.chosen import chosen_clips, chosen_samples
from elp.samples.store import Sample


def clip(name: str) -> FeatureClip:
    return FeatureClip(
        name=name, start=0, frames=12, emotion="neutral", speaker_id="s", listener_id="ann"
    )


def sample(name: str, number: int) -> Sample:
    still = Coefficients(np.zeros((12, 6)), np.zeros((12, 6)), np.zeros(12, bool))
    return Sample(name, number, still, np.zeros(12, np.float32))


def test_one_sample_is_chosen_for_each_of_the_first_clips() -> None:
    clips = chosen_clips((clip("c"), clip("a"), clip("b")), 2)
    assert [clip.name for clip in clips] == ["a", "b"]
    samples = [sample("a", 0), sample("a", 1), sample("b", 0)]
    chosen = [(clip.name, listener) for clip, listener in chosen_samples(samples, clips, 1)]
    assert [name for name, _ in chosen] == ["a", "b"]
    assert chosen[0][1] is samples[1].listener
    assert chosen[1][1] is samples[2].listener  # a deterministic method has a single sample
    with pytest.raises(DataError, match="clip b has no sample"):
        list(chosen_samples(samples[:2], clips, 0))
