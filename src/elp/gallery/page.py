"""The gallery's page: rendered listeners with their curves, as one file and a folder of videos.

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
    """Someone who is shown: two videos, and what the face does frame by frame.

    Attributes
    ----------
    key : str
        `speaker`, `listener`, or the run's name.
    title : str
    emotion : str or None
        What was asked for, empty for the predicted one; None: whatever is asked for.
    photo, mesh : str
        Videos, relative to the page.
    expression : list of float
        Norm of β.
    pitch, yaw, roll : list of float
        Of the head, in degrees.
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
    """A clip of the page; `emotions` that can be asked for begin with the empty one."""

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
    """Someone with the curves of a motion; `videos` are photo and mesh."""
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
    """Write the page, with its data inside so that it opens from a folder."""
    data = {"about": about, "clips": [asdict(clip) for clip in clips]}
    # No text may end the element that the data stand in.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    path.write_text(TEMPLATE.read_text().replace("__DATA__", text))
