"""A portrait that listens: motion from a trained model, then pictures.

Letters: T frames, V vertices, S pixels a side.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float64, UInt8
from scipy.spatial.transform import Rotation

from elp.coefficients import Coefficients
from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.generation.bundle import Bundle
from elp.generation.people import PERSON
from elp.generation.portrait import Portrait
from elp.generation.speaker import NAME, Speaker, features_of
from elp.mesh.blinking import blinked
from elp.mesh.draw import MeshPainter
from elp.mesh.eyes import eye_closer
from elp.models.store import load_model
from elp.renderer.learned import animator
from elp.samples.eyelids import Eyelids, with_blinks
from elp.tracking.people import People


def listen(
    bundle: Bundle,
    speaker: Speaker,
    portrait: Portrait,
    *,
    samples: int,
    emotion: str,
    seed: int,
    device: torch.device,
) -> list[Coefficients]:
    """So many listeners of one speaker, each as long as he talks.

    Parameters
    ----------
    bundle : Bundle
        The trained listener.
    speaker : Speaker
        Whom he listens to.
    portrait : Portrait
        What he looks like, and does in the first frame if the model is given that.
    samples : int
        How many; a method that draws nothing gives one.
    emotion : str
        One of the bundle's, or `predicted` from the speaker.
    seed : int
        Of all that is drawn.
    device : torch.device
        Where the model runs.

    Raises
    ------
    ElpError
        If the emotion is none of the bundle's.
    """
    kind, model = load_model(bundle.model)
    settings = bundle.about.sampling.model_copy(update={"samples": samples, "emotion": emotion})
    features = features_of(speaker, portrait.motion, bundle)
    found = kind.sample(model.to(device), features, bundle.statistics, settings, seed)
    if not bundle.about.blinks:
        people = People(bundle.face_model, portrait.neutrals)
        eyelids = Eyelids(people, bundle.about.tracking, bundle.about.fps)
        found = with_blinks(found, eyelids, {NAME: PERSON})
    return [sample.listener for sample in found]


def anchored(motion: Coefficients, portrait: Portrait) -> Coefficients:
    """The motion around the portrait's own pose, whichever way its head is turned.

    The head's median pose over the video becomes that of the portrait; expression and blinks stay.
    """
    middle = np.median(motion.pose, axis=0)
    own = portrait.motion.pose[0].astype(np.float64)
    turns = Rotation.from_rotvec(motion.pose[:, :3]) * Rotation.from_rotvec(middle[:3]).inv()
    rotation = (turns * Rotation.from_rotvec(own[:3])).as_rotvec()
    pose = np.concatenate([rotation, motion.pose[:, 3:] - middle[3:] + own[3:]], axis=1)
    return replace(motion, pose=pose.astype(motion.pose.dtype))


class PortraitAnimation:
    """Shows a portrait in motion, as a mesh and as a picture.

    Parameters
    ----------
    bundle : Bundle
        Face model and camera.
    portrait : Portrait
        Who is shown.
    method : str
        How the picture is moved (`elp.renderer.learned.animator`).
    renderer : Path, optional
        The trained renderer, for `learned`.
    device : str
        Where it runs.
    """

    def __init__(
        self,
        bundle: Bundle,
        portrait: Portrait,
        method: Method,
        renderer: Path | None = None,
        device: str = "cpu",
    ) -> None:
        self._portrait, self.fps = portrait, bundle.about.fps
        settings = MeshSettings(size=len(portrait.picture))
        self.painter = MeshPainter(bundle.face_model, settings)
        self._close = eye_closer(bundle.face_model, portrait.surface, settings.blinks)
        self._animate = animator(method, self.painter, renderer, device)

    def vertices(self, motion: Coefficients) -> Float64[np.ndarray, "T V 3"]:
        """The portrait's face before the camera."""
        expression = blinked(motion.expression, motion.blink, self._close)
        return self._portrait.surface.vertices(expression, motion.pose)

    def pictures(self, motion: Coefficients) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
        """The portrait, frame after frame."""
        portrait = self._portrait
        first = portrait.motion
        (start,) = portrait.surface.vertices(first.expression, first.pose)
        return self._animate(portrait.picture, start, self.vertices(motion))

    def meshes(self, motion: Coefficients) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
        """Its mesh, frame after frame."""
        return self.painter.paint_all(self.vertices(motion))
