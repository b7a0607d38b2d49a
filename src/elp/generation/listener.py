"""A portrait that listens: a trained model generates motion, the portrait shows it.

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
    """Generate listeners for one speaker, each as long as the speaker's video.

    Parameters
    ----------
    bundle : Bundle
        The trained listener.
    speaker : Speaker
    portrait : Portrait
        The listener's face, and the first frame for models that are given one.
    samples : int
        How many; a deterministic method gives one.
    emotion : str
        One of the bundle's emotions, or `predicted` from the speaker.
    seed : int
        Seed of all random draws.
    device : torch.device
        Where the model runs.

    Raises
    ------
    ElpError
        If the bundle does not have the emotion.
    """
    settings = bundle.about.sampling.model_copy(update={"samples": samples, "emotion": emotion})
    features = features_of(speaker, portrait.motion, bundle)
    network = bundle.network.to(device)
    generated = bundle.kind.sample(network, features, bundle.statistics, settings, seed)
    if not bundle.about.blinks:
        people = People(bundle.face_model, portrait.neutrals)
        eyelids = Eyelids(people, bundle.about.tracking, bundle.about.fps)
        generated = with_blinks(generated, eyelids, {NAME: PERSON})
    return [sample.listener for sample in generated]


def anchored(motion: Coefficients, portrait: Portrait) -> Coefficients:
    """The motion, moved so that its median head pose is the portrait's pose.

    Expression and blinks stay.
    """
    median = np.median(motion.pose, axis=0)
    target = portrait.motion.pose[0].astype(np.float64)
    turns = Rotation.from_rotvec(motion.pose[:, :3]) * Rotation.from_rotvec(median[:3]).inv()
    rotation = (turns * Rotation.from_rotvec(target[:3])).as_rotvec()
    pose = np.concatenate([rotation, motion.pose[:, 3:] - median[3:] + target[3:]], axis=1)
    return replace(motion, pose=pose.astype(motion.pose.dtype))


class PortraitAnimation:
    """A portrait in motion, as pictures and as a mesh.

    Parameters
    ----------
    bundle : Bundle
        Face model and camera.
    portrait : Portrait
    method : str
        How the picture is animated (`elp.renderer.learned.animator`).
    renderer : Path, optional
        File of the trained renderer, for `learned`.
    device : str
        Where the renderer runs.
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
        """The moving face, in the camera's coordinates."""
        expression = blinked(motion.expression, motion.blink, self._close)
        return self._portrait.surface.vertices(expression, motion.pose)

    def pictures(self, motion: Coefficients) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
        """The portrait, frame by frame."""
        portrait = self._portrait
        first = portrait.motion
        (start,) = portrait.surface.vertices(first.expression, first.pose)
        return self._animate(portrait.picture, start, self.vertices(motion))

    def meshes(self, motion: Coefficients) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
        """The mesh, frame by frame."""
        return self.painter.paint_all(self.vertices(motion))
