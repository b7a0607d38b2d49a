"""Generate the listeners of a split with a trained model (rules samples, samples_forced)."""

from pathlib import Path

from elp.config.sampling import SamplingSettings
from elp.config.tracking import TrackingSettings
from elp.features.store import Statistics, read_features
from elp.models.store import load_model
from elp.samples.eyelids import Eyelids, with_blinks
from elp.samples.store import write_samples
from elp.tracking.face_model import FaceModel
from elp.tracking.neutral import Neutrals
from elp.training.device import DeviceName, pick_device
from elp.workflow.job import job, parse


def main(
    model: Path,
    features: Path,
    statistics: Path,
    settings: str,
    seed: int,
    output: Path,
    tracking: str = "{}",
    face_model: Path | None = None,
    neutrals: Path | None = None,
    device: DeviceName = "auto",
) -> None:
    """Write K listeners a clip; with a face model, their blinks are those of its eyelids."""
    with job("sample_model", output):
        kind, trained = load_model(model)
        speakers, sampling = read_features(features), SamplingSettings.model_validate_json(settings)
        trained.to(pick_device(device))
        samples = kind.sample(trained, speakers, Statistics.load(statistics), sampling, seed)
        if face_model is not None and neutrals is not None:
            rule = TrackingSettings.model_validate_json(tracking)
            faces, people = FaceModel.load(face_model), Neutrals.load(neutrals)
            mesh = Eyelids(faces, people, rule, speakers.fps)
            samples = with_blinks(samples, mesh, {c.name: c.listener_id for c in speakers.clips})
        write_samples(output, list(samples))


if __name__ == "__main__":
    parse(main)
