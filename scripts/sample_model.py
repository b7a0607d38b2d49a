"""Generate the listeners of a split with a trained model (rule samples)."""

from pathlib import Path

from elp.config.sampling import SamplingSettings
from elp.config.tracking import TrackingSettings
from elp.features.store import Statistics, read_features
from elp.models.store import load_model
from elp.samples.eyelids import Eyelids, with_blinks
from elp.samples.store import write_samples
from elp.tracking.people import People
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    model: Path,
    features: Path,
    statistics: Path,
    settings: SamplingSettings,
    seed: int,
    tracking: TrackingSettings,
    samples: Path,
    faces: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write K listeners a clip; with a face model, their blinks are those of its eyelids."""
    with job(samples):
        kind, trained = load_model(model)
        speakers = read_features(features)
        trained.to(pick_device(device))
        listeners = kind.sample(trained, speakers, Statistics.load(statistics), settings, seed)
        if faces is not None:
            mesh = Eyelids(People.read(faces), tracking, speakers.fps)
            listeners = with_blinks(
                listeners, mesh, {c.name: c.listener_id for c in speakers.clips}
            )
        write_samples(samples, list(listeners))


if __name__ == "__main__":
    parse(main)
