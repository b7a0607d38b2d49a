"""Neutral face and coefficients of a person from a single video or picture.

Letters: T frames, L landmarks.
"""

import numpy as np

from elp.coefficients import Coefficients
from elp.config.tracking import TrackingSettings
from elp.errors import DataError
from elp.generation.bundle import Bundle
from elp.tracking.alignment import see
from elp.tracking.blinks import open_level
from elp.tracking.canonical_mesh import read_canonical_mesh
from elp.tracking.neutral import Neutrals, expressionless_frames
from elp.tracking.observations import Observations
from elp.tracking.tracker import Tracker, refusal

PERSON = "person"


def tracker_of(bundle: Bundle, observations: Observations) -> Tracker:
    """The bundle's tracker for the only person in these frames.

    The neutral face is estimated as in the workflow (`elp.tracking.neutral_estimation`), from these
    frames alone.
    """
    settings = bundle.about.tracking
    visible = observations[np.flatnonzero(observations.found)]
    calm = visible[
        expressionless_frames(
            visible.blendshapes,
            visible.names,
            visible.ratio,
            share=settings.neutral_share,
            blink_ratio=settings.blink_ratio,
        )
    ]
    mesh = read_canonical_mesh(bundle.landmarker)
    sight = see(calm.mesh, mesh.vertices, mesh.weights, settings.field_of_view)
    face = bundle.expressions.relax(sight.aligned, calm.blendshapes).mean(axis=0)
    neutrals = Neutrals(
        people=np.array([PERSON]),
        faces=face[None],
        open_eyes=np.array([open_level(visible.ratio)]),
        frames=np.array([len(calm)]),
    )
    return Tracker(bundle.face_model, neutrals, settings, bundle.about.fps)


def coefficients_of(tracker: Tracker, observations: Observations) -> Coefficients:
    """β, p and φ of all frames; short gaps are interpolated."""
    columns, _ = tracker.track(observations, PERSON)
    return Coefficients(columns["expression"], columns["pose"], columns["blink"])


def require_face(observations: Observations, settings: TrackingSettings, name: str) -> None:
    """Refuse a video in which the face is lost too often.

    Raises
    ------
    DataError
        If it is; the message names the limit.
    """
    if not observations.found.any():
        raise DataError(f"{name}: no face found; choose a video that shows it from the front")
    if reason := refusal(observations.found, settings):
        raise DataError(f"{name}: {reason}")
