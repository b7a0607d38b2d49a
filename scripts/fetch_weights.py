"""Download a third-party model file and check its hash (rule weights)."""

from pathlib import Path

from elp.downloads.weights import fetch_weights
from elp.workflow.job import job, parse


def main(name: str, weights: Path, path: Path | None = None) -> None:
    """Write the model file, from the given path or from where it is published."""
    with job(weights):
        fetch_weights(name, path, weights)


if __name__ == "__main__":
    parse(main)
