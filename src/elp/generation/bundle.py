"""All that a trained listener needs, in one folder that can be moved to another machine."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from elp.config.base import Settings
from elp.config.data import FeatureSettings
from elp.config.sampling import SamplingSettings
from elp.config.tracking import ClipSettings, TrackingSettings
from elp.errors import DataError
from elp.features.store import Statistics
from elp.io.files import atomic
from elp.tracking.blendshape_map import BlendshapeMap
from elp.tracking.face_model import FaceModel

MODEL, STATISTICS, FACE_MODEL = "model.safetensors", "statistics.npz", "face_model.npz"
EXPRESSIONS, LANDMARKER, ABOUT = "expressions.npz", "face_landmarker.task", "about.json"


class ListenerFacts(Settings):
    """What a listener was trained on, and the settings that its data were made with.

    `made_up`: on a sample corpus. `fps`: frames per second. `blinks`: whether the model generates
    them; else they are read off the eyelids of its mesh.
    """

    dataset: str
    run: str
    seed: int
    emotions: tuple[str, ...]
    made_up: bool
    blinks: bool
    fps: float
    clips: ClipSettings
    tracking: TrackingSettings
    features: FeatureSettings
    sampling: SamplingSettings


@dataclass(frozen=True)
class ListenerParts:
    """Where the workflow has the parts."""

    model: Path
    statistics: Path
    face_model: Path
    expressions: Path
    landmarker: Path


@dataclass(frozen=True)
class Bundle:
    """A trained listener.

    Attributes
    ----------
    folder : Path
        Where it lies.
    about : ListenerFacts
    statistics : Statistics
        Of the training split.
    face_model : FaceModel
        That its coefficients are of.
    expressions : BlendshapeMap
        What makes a neutral face of one that does something.
    """

    folder: Path
    about: ListenerFacts
    statistics: Statistics
    face_model: FaceModel
    expressions: BlendshapeMap

    @property
    def model(self) -> Path:
        """The trained network."""
        return self.folder / MODEL

    @property
    def landmarker(self) -> Path:
        """MediaPipe's landmark model."""
        return self.folder / LANDMARKER


def write_bundle(folder: Path, files: ListenerParts, about: ListenerFacts) -> None:
    """Copy the parts into a folder, complete or not at all."""
    with atomic(folder) as temporary:
        temporary.mkdir()
        for name, source in (
            (MODEL, files.model),
            (STATISTICS, files.statistics),
            (FACE_MODEL, files.face_model),
            (EXPRESSIONS, files.expressions),
            (LANDMARKER, files.landmarker),
        ):
            shutil.copyfile(source, temporary / name)
        (temporary / ABOUT).write_text(about.model_dump_json(indent=1) + "\n")


def read_bundle(folder: Path) -> Bundle:
    """Read a folder written by `write_bundle`; the network itself is read when it is asked.

    Raises
    ------
    DataError
        If the folder or a part of it is missing or damaged.
    """
    try:
        about = ListenerFacts.model_validate_json((folder / ABOUT).read_text())
    except (OSError, ValidationError) as error:
        raise DataError(
            f"{folder} is no listener of this version ({error}); `make table1` makes one in "
            "results/listener"
        ) from error
    return Bundle(
        folder,
        about,
        Statistics.load(folder / STATISTICS),
        FaceModel.load(folder / FACE_MODEL),
        BlendshapeMap.load(folder / EXPRESSIONS),
    )
