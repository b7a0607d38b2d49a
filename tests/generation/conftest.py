"""An untrained listener in a folder, and a speaker's video: a shifted portrait with noise."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut
from small_ase import SMALL

from elp.config.ase import AseSettings
from elp.config.features import FeatureSettings
from elp.config.sampling import SamplingSettings
from elp.config.tracking import ClipSettings, TrackingSettings
from elp.faces.landmarker import BLENDSHAPES
from elp.features.clip_features import SCORED
from elp.features.store import Statistics
from elp.generation.bundle import Bundle, ListenerFacts, ListenerParts, read_bundle, write_bundle
from elp.media.audio import RATE
from elp.media.video import write_video
from elp.models.ase.kind import KIND
from elp.models.kind import new_model
from elp.models.sizes import Sizes
from elp.models.store import save_model
from elp.tracking.blendshape_map import BlendshapeMap, expressions
from elp.tracking.face_model import FaceModel

FRAMES = 30
WIDTHS = {"mfcc": 29, "style": 18, "expression": 6, "pose": 6}


def statistics() -> Statistics:
    """Poses about as far from the camera as faces in the clips."""
    mean = {name: np.zeros(WIDTHS[name.split("_")[-1]]) for name in SCORED}
    std = {name: np.ones_like(values) for name, values in mean.items()}
    for role in ("speaker", "listener"):
        mean[f"{role}_pose"][5] = -45
        std[f"{role}_pose"][:] = 0.02
    return Statistics(mean, std)


@pytest.fixture(scope="session")
def files(
    model: FaceModel, landmarker_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> ListenerParts:
    """The listener's files as the workflow writes them."""
    folder = tmp_path_factory.mktemp("parts")
    settings = AseSettings.model_validate(SMALL | {"portrait": True, "blinks": "hazard"})
    sizes = Sizes(n_emotions=2, expression=6, pose=6, style=18)
    network = new_model(KIND, settings, sizes, seed=0)
    save_model(folder / "model.safetensors", "elp.models.ase.kind", network)
    model.save(folder / "face_model.npz")
    statistics().save(folder / "statistics.npz")
    chosen = expressions(BLENDSHAPES)
    rest = np.zeros(len(chosen))
    BlendshapeMap(chosen, rest, np.zeros((len(chosen), 468 * 3))).save(folder / "map.npz")
    return ListenerParts(
        folder / "model.safetensors",
        folder / "statistics.npz",
        folder / "face_model.npz",
        folder / "map.npz",
        landmarker_model,
    )


def about(**changes: object) -> ListenerFacts:
    values: dict[str, object] = {
        "dataset": "tiny",
        "run": "elp_es",
        "seed": 0,
        "emotions": ("positive", "negative"),
        "fps": 25.0,
        "made_up": True,
        "blinks": True,
        "clips": ClipSettings(),
        "tracking": TrackingSettings(),
        "features": FeatureSettings(),
        "sampling": SamplingSettings(overlap=5),
    }
    return ListenerFacts.model_validate(values | changes)


@pytest.fixture(scope="session")
def bundle(files: ListenerParts, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("bundle") / "listener"
    write_bundle(folder, files, about())
    return read_bundle(folder)


@pytest.fixture
def faster_bundle(files: ListenerParts, tmp_path: Path) -> Bundle:
    """A listener at 30 frames per second."""
    write_bundle(tmp_path / "faster", files, about(fps=30.0))
    return read_bundle(tmp_path / "faster")


@cache
def face() -> np.ndarray:
    """A head and shoulders."""
    return np.ascontiguousarray(astronaut()[:300, 80:380])


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face that moves a little, with noise as speech."""
    path = tmp_path_factory.mktemp("talk") / "talk.mp4"
    frames = [np.roll(face(), int(4 * np.sin(k / 4)), axis=1) for k in range(FRAMES)]
    sound = 0.1 * np.random.default_rng(0).normal(size=FRAMES * RATE // 25)
    write_video(path, frames, sound=sound.astype(np.float32))
    return path
