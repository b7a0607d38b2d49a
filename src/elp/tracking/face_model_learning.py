"""The face model, learned from the landmark files of a data set."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float64

from elp.config.tracking import TrackingSettings
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.expression_basis import (
    Basis,
    extend_basis,
    laplacian_basis,
    learn_basis,
    pad_basis,
)
from elp.tracking.eye_closure import (
    CLOSURE_STEP,
    closure_from_mesh,
    closure_from_motion,
    in_basis,
)
from elp.tracking.face_model import FaceModel, vertex_embedding
from elp.tracking.neutral import Neutrals
from elp.tracking.neutral_estimation import estimate_neutrals, map_expressions
from elp.tracking.training_frames import TrainingFrames, read_aligned

logger = logging.getLogger(__name__)

_NAME = "MediaPipe's canonical face mesh with a basis of expressions"
_LICENCE = "mesh: Apache-2.0 (MediaPipe); basis: that of the videos it is learned from"
_PAIRED = 2  # frames between the two frames of a pair
_FEWEST_PAIRS = 20
_WAVES = 33  # of the mesh-Laplacian basis: 3 axes each, and one component that closes the eyes
_FRAMES_PER_COMPONENT = 3  # with fewer, no basis is learned


def learn_face_model(
    files: Sequence[Path], frames: TrainingFrames, mesh: CanonicalMesh, settings: TrackingSettings
) -> FaceModel:
    """The canonical mesh with a basis of expressions learned from training frames.

    Parameters
    ----------
    files : sequence of Path
        Landmark files.
    frames : TrainingFrames
        Frames of the training split.
    mesh : CanonicalMesh
        The template.
    settings : TrackingSettings
        Number of components, and the largest number of frames to learn from.
    """
    expressions = map_expressions(files, frames, mesh, settings)
    neutrals = estimate_neutrals(files, frames, expressions, mesh, settings)
    basis = _basis(files, frames, neutrals, mesh, settings)
    closure = _closure(files, frames, neutrals, mesh, settings)
    scaled = basis.directions * basis.deviation
    triangle, weights = vertex_embedding(mesh.triangles, len(mesh.vertices))
    return FaceModel(
        name=_NAME,
        licence=_LICENCE,
        field_of_view=settings.field_of_view,
        template=mesh.vertices,
        triangles=mesh.triangles,
        expression=basis.directions,
        deviation=basis.deviation,
        landmarks=np.arange(len(mesh.vertices)),
        landmark_triangle=triangle,
        landmark_weights=weights,
        alignment=mesh.weights,
        blink=in_basis(closure, mesh.vertices, scaled, settings.landmark_noise),
    )


def _basis(
    files: Sequence[Path],
    frames: TrainingFrames,
    neutrals: Neutrals,
    mesh: CanonicalMesh,
    settings: TrackingSettings,
) -> Basis:
    """Principal components of the frames' expressions, or of the mesh if frames are too few."""
    number = min(len(frames), settings.max_training_frames)
    if number < _FRAMES_PER_COMPONENT * settings.expression:
        logger.warning(
            "%d training frames are too few for %d components: using smooth deformations of the "
            "mesh instead",
            *(len(frames), settings.expression),
        )
        return _basis_without_data(mesh, settings.expression)
    spread = np.linspace(0, len(frames) - 1, number).round().astype(int)
    aligned = read_aligned(files, frames, spread, mesh, settings.field_of_view)
    still = neutrals.faces[np.searchsorted(neutrals.people, frames.person[spread])]
    basis = learn_basis(aligned - still, settings.expression)
    logger.info(
        "%d components learned from %d of %d frames", *(settings.expression, number, len(frames))
    )
    return basis


def _basis_without_data(mesh: CanonicalMesh, components: int) -> Basis:
    waves = min(_WAVES, (components - 1) // 3)
    basis = laplacian_basis(mesh.vertices, mesh.triangles, waves)
    return pad_basis(extend_basis(basis, closure_from_mesh(mesh.vertices)), components)


def _closure(
    files: Sequence[Path],
    frames: TrainingFrames,
    neutrals: Neutrals,
    mesh: CanonicalMesh,
    settings: TrackingSettings,
) -> Float64[np.ndarray, "468 3"]:
    """Displacement of the lids, from frames in which the eyes open or close fast."""
    levels = neutrals.open_eyes[np.searchsorted(neutrals.people, frames.person)]
    closure = 1 - frames.ratio / levels
    first = np.arange(max(0, len(frames) - _PAIRED))
    second = first + _PAIRED
    pairs = first[
        (frames.participant[first] == frames.participant[second])
        & (frames.frame[second] - frames.frame[first] == _PAIRED)
        & (np.abs(closure[second] - closure[first]) > CLOSURE_STEP)
    ]
    if len(pairs) < _FEWEST_PAIRS:
        logger.warning(
            "%d pairs of frames with moving lids are too few: using the mesh's own lids", len(pairs)
        )
        return closure_from_mesh(mesh.vertices)
    if len(pairs) > settings.max_training_frames // 4:
        number = settings.max_training_frames // 4
        pairs = pairs[np.linspace(0, len(pairs) - 1, number).round().astype(int)]
    before = read_aligned(files, frames, pairs, mesh, settings.field_of_view)
    after = read_aligned(files, frames, pairs + _PAIRED, mesh, settings.field_of_view)
    return closure_from_motion(
        mesh.vertices, after - before, closure[pairs + _PAIRED] - closure[pairs]
    )
