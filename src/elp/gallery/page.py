"""The gallery's page: rendered listeners with their curves, one file and a folder of videos.

Letters: T frames.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from elp.coefficients import Coefficients

TEMPLATE = Path(__file__).with_name("page.html")
DECIMALS = 2


@dataclass(frozen=True)
class GalleryPerson:
    """A person on the page: two videos, and curves of the face.

    Attributes
    ----------
    key : str
        `speaker`, `listener`, or the run's name.
    title : str
    emotion : str or None
        The forced emotion, empty for the predicted one; None: shown under every emotion.
    photo, mesh : str
        Videos, as paths relative to the page.
    expression : list of float
        Norm of β.
    pitch, yaw, roll : list of float
        Rotation of the head, in degrees.
    blink : list of int
        φ.
    """

    key: str
    title: str
    emotion: str | None
    photo: str
    mesh: str
    expression: list[float]
    pitch: list[float]
    yaw: list[float]
    roll: list[float]
    blink: list[int]


@dataclass(frozen=True)
class GalleryClip:
    """A clip of the page; its `emotions` start with the empty one (as predicted)."""

    dataset: str
    name: str
    emotion: str
    about: str
    frames: int
    fps: float
    emotions: list[str]
    people: list[GalleryPerson]


def person(
    key: str, title: str, emotion: str | None, videos: tuple[str, str], motion: Coefficients
) -> GalleryPerson:
    """A person with the curves of a motion; `videos` are photo and mesh."""
    angles = Rotation.from_rotvec(motion.pose[:, :3]).as_euler("xyz", degrees=True)
    pitch, yaw, roll = (np.round(column, DECIMALS).tolist() for column in angles.T)
    expression = np.linalg.norm(motion.expression, axis=1)
    return GalleryPerson(
        key=key,
        title=title,
        emotion=emotion,
        photo=videos[0],
        mesh=videos[1],
        expression=np.round(expression, DECIMALS).tolist(),
        pitch=pitch,
        yaw=yaw,
        roll=roll,
        blink=motion.blink.astype(int).tolist(),
    )


def write_page(path: Path, clips: Sequence[GalleryClip], about: str) -> None:
    """Write the page with its data inside, so that it opens without a server."""
    data = {"about": about, "clips": [asdict(clip) for clip in clips]}
    # A text with </script> must not end the element that holds the data.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    path.write_text(TEMPLATE.read_text().replace("__DATA__", text))
