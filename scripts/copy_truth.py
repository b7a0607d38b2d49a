"""The real listeners of a split, as a run of their own (rule samples_gt)."""

from pathlib import Path

from elp.baselines.answer import true_listeners
from elp.features.store import read_features
from elp.samples.store import write_samples
from elp.tracking.coefficient_table import read_conversations
from elp.workflow.job import job, parse


def main(features: Path, tracks: list[Path], output: Path) -> None:
    """Write the tracked listeners."""
    with job("copy_truth", output):
        write_samples(
            output, list(true_listeners(read_features(features), read_conversations(tracks)))
        )


if __name__ == "__main__":
    parse(main)
