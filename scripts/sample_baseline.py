"""Answer the speakers of a split with a baseline (rule samples_baseline)."""

from pathlib import Path

from elp.baselines.answer import answer_clips
from elp.baselines.inputs import Inputs
from elp.config.baselines import BaselineSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import Statistics, read_features
from elp.models.store import load_ase
from elp.samples.store import write_samples
from elp.workflow.job import job, parse


def main(
    train: Path,
    features: Path,
    statistics: Path,
    baseline: BaselineSettings,
    settings: SamplingSettings,
    window: int,
    seed: int,
    samples: Path,
    model: Path | None = None,
) -> None:
    """Write the listeners of every clip."""
    with job(samples):
        inputs = Inputs(
            read_features(train),
            read_features(features),
            baseline,
            settings.overlap,
            window,
            None if model is None else load_ase(model),
        )
        write_samples(
            samples, list(answer_clips(inputs, Statistics.load(statistics), settings, seed))
        )


if __name__ == "__main__":
    parse(main)
