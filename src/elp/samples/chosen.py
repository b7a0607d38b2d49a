"""Which clips and samples are shown."""

from collections.abc import Iterator

from elp.coefficients import Coefficients
from elp.errors import DataError
from elp.features.store import FeatureClip
from elp.samples.store import Sample


def chosen_clips(clips: tuple[FeatureClip, ...], number: int) -> list[FeatureClip]:
    """The first clips by name."""
    return sorted(clips, key=lambda clip: clip.name)[:number]


def chosen_samples(
    samples: list[Sample], clips: list[FeatureClip], number: int
) -> Iterator[tuple[FeatureClip, Coefficients]]:
    """One listener per clip: the sample with this number, or the closest number there is.

    Raises
    ------
    DataError
        If a clip has no sample.
    """
    for clip in clips:
        candidates = [sample for sample in samples if sample.clip == clip.name]
        if not candidates:
            raise DataError(f"clip {clip.name} has no sample; delete results/samples and run again")
        yield clip, min(candidates, key=lambda sample: abs(sample.sample - number)).listener
