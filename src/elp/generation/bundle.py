"""A trained listener in one folder, which can be copied to another machine."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from torch import nn

from elp.config.base import Settings
from elp.config.features import FeatureSettings
from elp.config.sampling import SamplingSettings
from elp.config.tracking import ClipSettings, TrackingSettings
from elp.errors import DataError
from elp.features.store import Statistics
from elp.io.files import atomic
from elp.models.kind import ModelKind
from elp.models.store import load_model
from elp.tracking.blendshape_map import BlendshapeMap
from elp.tracking.face_model import FaceModel

MODEL, STATISTICS, FACE_MODEL = "model.safetensors", "statistics.npz", "face_model.npz"
EXPRESSIONS, LANDMARKER, ABOUT = "expressions.npz", "face_landmarker.task", "about.json"
REMEDY = (
    "name a complete listener folder of this version with --model; `make table1` builds "
    "results/listener"
)


class ListenerFacts(Settings):
    """What a listener was trained on, and the settings that made its data.

    `made_up`: trained on a sample corpus. `fps`: frames per second. `blinks`: whether the model
    generates blinks; otherwise they are read off the eyelids of its mesh.
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
    """The files of the workflow that a listener consists of."""

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
    about : ListenerFacts
    kind : ModelKind
    network : nn.Module
        The trained model, on the CPU and in evaluation mode.
    statistics : Statistics
        Mean and deviation of the training split's features.
    face_model : FaceModel
        The face model of its coefficients.
    expressions : BlendshapeMap
        Removes the expression from a face to estimate the neutral one.
    """

    folder: Path
    about: ListenerFacts
    kind: ModelKind
    network: nn.Module
    statistics: Statistics
    face_model: FaceModel
    expressions: BlendshapeMap

    @property
    def landmarker(self) -> Path:
        """File of MediaPipe's face landmark model."""
        return self.folder / LANDMARKER


def write_bundle(folder: Path, files: ListenerParts, about: ListenerFacts) -> None:
    """Copy the files into a folder; if it fails, there is no folder."""
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
    """Read a folder written by `write_bundle`.

    Raises
    ------
    DataError
        If the folder or one of its files is missing, damaged or of another version.
    """
    path = folder / ABOUT
    if not path.is_file():
        raise DataError(f"{folder}: not a listener folder, {ABOUT} is missing; {REMEDY}")
    try:
        about = ListenerFacts.model_validate_json(path.read_bytes())
    except ValidationError as error:
        keys = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise DataError(
            f"{path}: not JSON, or fields missing, unknown or invalid: {keys}; {REMEDY}"
        ) from error
    try:
        return Bundle(
            folder,
            about,
            *load_model(folder / MODEL),
            Statistics.load(folder / STATISTICS),
            FaceModel.load(folder / FACE_MODEL),
            BlendshapeMap.load(folder / EXPRESSIONS),
        )
    except DataError as error:
        fault, _, _ = str(error).partition("; ")  # the rest is the remedy for the workflow's file
        raise DataError(f"{folder} cannot be used: {fault}; {REMEDY}") from error
