"""Inputs of a score besides the clip: frame rate, settings, training split, windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

from elp.config.scores import MetricSettings
from elp.features.joints import WindowPlan
from elp.metrics.pearson import constant
from elp.scoring.series import Group
from elp.tracking.face_model import FaceModel

Needs = Literal["train", "windows", "mesh"]
MM = 10.0  # per cm


@dataclass(frozen=True)
class WindowLengths:
    """Length and overlap of the windows from which a run joins its clips, in frames."""

    length: int
    overlap: int


@dataclass(frozen=True)
class Context:
    """Inputs that the scores of one group share.

    Parameters
    ----------
    group : str
        One of `elp.scoring.series.Group`.
    fps : float
        Frames per second.
    settings : MetricSettings
        Settings of the metrics.
    scale : array, shape (dimensions,)
        Standard deviations of the real listeners of the training split, if given.
    windows : WindowLengths
        Windows of the run, if given.
    mesh : array, shape (dimensions,)
        Movement of the mesh per unit of each dimension of β, in mm (`mesh_scale`), if given.
    """

    group: Group
    fps: float
    settings: MetricSettings
    scale: Float[np.ndarray, "D"] | None = None
    windows: WindowLengths | None = None
    mesh: Float[np.ndarray, "D"] | None = None

    def has(self, needs: Needs | None) -> bool:
        """Whether the input that a metric needs is given."""
        given = {"train": self.scale, "windows": self.windows, "mesh": self.mesh}
        return needs is None or given[needs] is not None

    def frames(self, seconds: float) -> int:
        """A duration in frames; at least 1."""
        return max(round(seconds * self.fps), 1)

    def standardised(self, series: Float[np.ndarray, "*T D"]) -> Float[np.ndarray, "*T D"]:
        """Series in training standard deviations; means stay, since they cancel in distances."""
        if self.scale is None:
            raise ValueError("standardised series need the training split, which is not given")
        return np.asarray(series / self.scale)

    def on_mesh(self, expression: Float[np.ndarray, "*T D"]) -> Float[np.ndarray, "*T D"]:
        """β, scaled so that distances are those of the meshes: root mean square of vertices, mm."""
        if self.mesh is None:
            raise ValueError("distances of meshes need the face model, which is not given")
        return np.asarray(expression * self.mesh)

    def plan(self, frames: int) -> WindowPlan:
        """The windows of a clip with this number of frames."""
        if self.windows is None:
            raise ValueError("the window plan needs the windows of the run, which are not given")
        return WindowPlan(frames, self.windows.length, self.windows.overlap)


def training_scale(clips: Sequence[Float[np.ndarray, "_ D"]]) -> Float[np.ndarray, "D"]:
    """Population standard deviation of each dimension over all frames; 1 where it is constant.

    Parameters
    ----------
    clips : sequence of arrays, shape (frames, dimensions)
        The real listeners of the training split.

    Returns
    -------
    array, shape (dimensions,)
        Above 0.
    """
    frames = np.concatenate(clips).astype(np.float64)
    scale: np.ndarray = np.where(constant(frames), 1.0, frames.std(axis=0))
    return scale


def mesh_scale(model: FaceModel) -> Float[np.ndarray, "K"]:
    """`FaceModel.vertex_scale` in mm."""
    return MM * model.vertex_scale
