"""The space in which the objective of the motion measures: units of Eq. 3 and of the energy score.

Networks and windows hold z-scores; the objective may weigh them otherwise. All spaces are linear,
so a difference in a space is the difference of two motions there.

B windows, T frames, D components of expression, P of pose, V vertices, C components of a term.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float, Float64
from torch import Tensor

from elp.errors import ElpError
from elp.features.store import Statistics
from elp.tracking.face_model import FaceModel

# From z-scored expression and pose to the series that are measured, by the name of their term.
LossSpace = Callable[[Tensor, Tensor], dict[str, Tensor]]


def z_scores(
    expression: Float[Tensor, "B T D"], pose: Float[Tensor, "B T P"]
) -> dict[str, Float[Tensor, "B T _"]]:
    """Motion as it is: all components weigh the same, however little they move."""
    return {"expression": expression, "pose": pose}


def loss_space(
    name: Literal["z", "coefficients", "mesh"],
    statistics: Statistics | None,
    face_model: FaceModel | None,
) -> LossSpace:
    """The space of a name.

    Parameters
    ----------
    name : str
        `z`: z-scores. `coefficients`: β in standard deviations of the face model, p in radians and
        cm, as Eq. 3 has them. `mesh`: see `mesh_scales`.
    statistics : Statistics or None
        Of the training split: a z-score of 1 in the units of the coefficients. Not needed by `z`.
    face_model : FaceModel or None
        Needed by `mesh` only.

    Raises
    ------
    ElpError
        If what the space needs is missing.
    """
    if name == "z":
        return z_scores
    if statistics is None:
        raise ElpError(f"`loss.space: {name}` needs `statistics`, of the features")
    expression, pose = statistics.std["listener_expression"], statistics.std["listener_pose"]
    if name == "coefficients":
        return _scaled({"expression": expression, "pose": pose})
    if face_model is None:
        raise ElpError("`loss.space: mesh` needs `face_model`, of the data set")
    per_beta, per_radian = mesh_scales(face_model)
    scales = {
        "expression": expression * per_beta,
        "rotation": pose[:3] * per_radian,
        "translation": pose[3:],
    }
    return _scaled(scales)


def mesh_scales(
    face_model: FaceModel,
) -> tuple[Float64[np.ndarray, "D"], Float64[np.ndarray, "3"]]:
    """RMS displacement of the vertices in cm, per unit of β and per radian about each axis.

    For β see `FaceModel.vertex_scale`. A small turn about an axis moves a vertex by the angle times
    its distance from the axis. For a turn about several axes at once, the norm leaves out the
    products of inertia (y, z: 12 % of the moments of our template).
    """
    squares = face_model.template**2
    from_axes = squares.sum(axis=1, keepdims=True) - squares  # V 3: squared distances
    return face_model.vertex_scale, np.sqrt(from_axes.mean(axis=0))


def _scaled(scales: dict[str, Float64[np.ndarray, "_"]]) -> LossSpace:
    """Terms of these components, expression before pose, each times its scale."""
    scale = torch.from_numpy(np.concatenate(list(scales.values()))).float()
    sizes = [len(values) for values in scales.values()]

    def terms(expression: Tensor, pose: Tensor) -> dict[str, Tensor]:
        motion = torch.cat([expression, pose], dim=-1) * scale.to(pose.device)
        return dict(zip(scales, motion.split(sizes, dim=-1), strict=True))

    return terms
