"""The plan of the gallery: which listeners it shows, and the files they come from."""

from pathlib import Path

from elp.config.base import Settings
from elp.config.mesh import MeshSettings


class ShownRun(Settings):
    """A run's listeners with one emotion.

    `emotion`: empty for the predicted one; None for a method without emotions, which is shown under
    every emotion.
    """

    run: str
    title: str
    emotion: str | None
    samples: Path
    photos: Path
    meshes: Path


class ShownDataset(Settings):
    """A data set of the page."""

    name: str
    about: str
    features: Path
    coefficients: tuple[Path, ...]
    clips: tuple[Path, ...]
    faces: Path
    runs: tuple[ShownRun, ...]


class GalleryPlan(Settings):
    """What the page shows."""

    about: str
    datasets: tuple[ShownDataset, ...]
    clips: int
    sample: int
    mesh: MeshSettings
