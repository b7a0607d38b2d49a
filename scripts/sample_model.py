"""Generate the listeners of a split with a trained model (rules samples, samples_forced)."""

from pathlib import Path

from elp.cli import job, parse
from elp.config.sampling import SamplingSettings
from elp.device import DeviceName, pick_device
from elp.feature_set import Statistics, read_features
from elp.models.store import load_model
from elp.samples import write_samples


def main(
    model: Path,
    features: Path,
    statistics: Path,
    settings: str,
    seed: int,
    output: Path,
    device: DeviceName = "auto",
) -> None:
    """Write K listeners a clip."""
    with job("sample_model", output):
        kind, trained = load_model(model)
        samples = kind.sample(
            trained.to(pick_device(device)),
            read_features(features),
            Statistics.load(statistics),
            SamplingSettings.model_validate_json(settings),
            seed,
        )
        write_samples(output, list(samples))


if __name__ == "__main__":
    parse(main)
