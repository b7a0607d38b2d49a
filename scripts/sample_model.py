"""Generate the listeners of a split with a trained model (rule samples)."""

from pathlib import Path

from elp.config.sampling import SamplingSettings
from elp.config.tracking import TrackingSettings
from elp.models.sample import SampledFiles, sample_model
from elp.samples.store import write_samples
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    files: SampledFiles,
    settings: SamplingSettings,
    tracking: TrackingSettings,
    seed: int,
    samples: Path,
    device: DeviceName = "auto",
) -> None:
    """Write K listeners per clip."""
    with job(samples):
        write_samples(samples, sample_model(files, settings, tracking, seed, pick_device(device)))


if __name__ == "__main__":
    parse(main)
