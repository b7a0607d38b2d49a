"""The data set, run and seed of a file under results/, read from its path."""

from dataclasses import dataclass
from pathlib import Path

from elp.errors import DataError
from elp.features.store import FeatureSet, Statistics, read_features


@dataclass(frozen=True)
class RunPath:
    """Parts of results/{step}/{dataset}/{run}/seed{seed}/…, and what follows them."""

    dataset: str
    run: str
    seed: int
    rest: tuple[str, ...]
    results: Path

    def features(self, split: str) -> FeatureSet:
        """Features of the data set."""
        return read_features(self.results / "features" / self.dataset / f"{split}.arrow")

    def statistics(self) -> Statistics:
        """Statistics of the data set's training split."""
        return Statistics.load(self.results / "features" / self.dataset / "statistics.npz")


def parse_run_path(path: Path) -> RunPath:
    """Split a path of the workflow into its parts.

    Raises
    ------
    DataError
        If the path does not have this form.
    """
    # From the end, since a run or a folder around the project may itself be called seed1.
    for depth in range(len(path.parts) - 1, 2, -1):
        part = path.parts[depth]
        if part.startswith("seed") and part[4:].isdigit():
            dataset, run = path.parts[depth - 2 : depth]
            rest = path.parts[depth + 1 :]
            return RunPath(dataset, run, int(part[4:]), rest, Path(*path.parts[: depth - 3]))
    raise DataError(f"{path}: not a path of the form results/STEP/DATASET/RUN/seedN/…")
