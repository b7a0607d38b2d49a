"""Write the real listeners of a split as samples (rule samples_truth)."""

from pathlib import Path

from elp.baselines.truth import true_listeners
from elp.features.store import read_features
from elp.samples.store import write_samples
from elp.tracking.coefficient_table import read_conversations
from elp.workflow.job import job, parse


def main(features: Path, coefficients: list[Path], samples: Path) -> None:
    """Write the tracked listeners."""
    with job(samples):
        write_samples(
            samples, list(true_listeners(read_features(features), read_conversations(coefficients)))
        )


if __name__ == "__main__":
    parse(main)
