"""What the videos of a split are made of: files, and their contents for the rendered clips."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from cyclopts import Parameter
from jaxtyping import Float64, UInt8

from elp.clips.folder import ClipFolder
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients, Conversation
from elp.config.mesh import MeshSettings
from elp.config.renders import RenderSettings
from elp.features.store import FeatureClip, read_features
from elp.mesh.scene import MeshScene
from elp.samples.chosen import chosen_clips, chosen_samples
from elp.samples.store import Sample
from elp.tracking.coefficient_table import read_conversations


@dataclass(frozen=True)
class RenderInputs:
    """Rendered clips of a split. Letters: V vertices, S pixels a side.

    Attributes
    ----------
    scene : MeshScene
        The people's faces.
    clips : sequence of FeatureClip
        The clips to render.
    fps : float
        Frames per second.
    truth : dict
        Tracked conversations by clip; empty where only meshes are drawn.
    folders : sequence of Path
        Folders of the cut clips; empty where only meshes are drawn.
    settings : RenderSettings
        Which sample is shown, and how portraits are animated.
    """

    scene: MeshScene
    clips: Sequence[FeatureClip]
    fps: float
    truth: dict[str, Conversation]
    folders: Sequence[Path]
    settings: RenderSettings

    def chosen(self, samples: list[Sample]) -> Iterator[tuple[FeatureClip, Coefficients]]:
        """Each clip with the listener that is shown.

        Raises
        ------
        DataError
            If a clip has no sample.
        """
        return chosen_samples(samples, list(self.clips), self.settings.sample)

    def sound(self, clip: FeatureClip) -> Path:
        """The speaker's sound file."""
        return ClipFolder(*self.folders).sound(clip.name)

    def photos(self, clip: FeatureClip, role: str) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
        """The frames of a real video, in the size of the meshes."""
        video = ClipFolder(*self.folders).video(clip.name, role)
        return pictures(video, self.scene.painter.settings.size)

    def portrait(
        self, clip: FeatureClip
    ) -> tuple[UInt8[np.ndarray, "S S 3"], Float64[np.ndarray, "V 3"]]:
        """The real listener's first frame, and its vertices."""
        listener = self.truth[clip.name].listener.first(1)
        (start,) = self.scene.vertices(clip.listener_id, listener)
        return next(self.photos(clip, "listener")), start


@Parameter(name="*")
@dataclass(frozen=True)
class RenderFiles:
    """Files and settings of a split's videos; each field is an option of the scripts.

    Attributes
    ----------
    features : Path
        Features of the split, which list its clips.
    faces : Path
        Folder of the face model and the neutral faces.
    mesh, renders : str
        `MeshSettings` and `RenderSettings` as JSON.
    coefficients, clips : list of Path
        Tracked coefficients and cut clips of all shards; not needed for meshes.
    """

    features: Path
    faces: Path
    mesh: str
    renders: str
    coefficients: list[Path] = field(default_factory=list)
    clips: list[Path] = field(default_factory=list)

    def read(self) -> RenderInputs:
        """Read the files, for the first clips by name."""
        renders = RenderSettings.model_validate_json(self.renders)
        mesh = MeshSettings.model_validate_json(self.mesh)
        scene = MeshScene.read(self.faces, mesh)
        index = read_features(self.features)
        truth = read_conversations(self.coefficients) if self.coefficients else {}
        clips = chosen_clips(index.clips, renders.clips)
        return RenderInputs(scene, clips, index.fps, truth, self.clips, renders)
