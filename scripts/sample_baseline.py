"""Generate the listeners of a split with a baseline (rule samples_baseline)."""

from pathlib import Path

from elp.baselines.answer import answer_clips
from elp.baselines.inputs import InputFiles, Inputs
from elp.config.baselines import BaselineSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import Statistics
from elp.samples.store import write_samples
from elp.workflow.job import job, parse


def main(
    files: InputFiles,
    statistics: Path,
    baseline: BaselineSettings,
    settings: SamplingSettings,
    window: int,
    seed: int,
    samples: Path,
) -> None:
    """Write the listeners of every clip."""
    with job(samples):
        inputs = Inputs.read(files, baseline, settings.overlap, window)
        listeners = answer_clips(inputs, Statistics.load(statistics), settings, seed)
        write_samples(samples, list(listeners))


if __name__ == "__main__":
    parse(main)
