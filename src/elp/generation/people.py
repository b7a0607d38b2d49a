"""A person of whom there is one video or one picture: neutral face and coefficients.

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


def tracker_of(bundle: Bundle, seen: Observations) -> Tracker:
    """The bundle's tracker for the one person who is seen.

    The neutral face is estimated as in the workflow (`elp.tracking.neutral_estimation`), from these
    frames alone.
    """
    settings = bundle.about.tracking
    found = seen[np.flatnonzero(seen.found)]
    least = found[
        expressionless_frames(
            found.blendshapes,
            found.names,
            found.ratio,
            share=settings.neutral_share,
            blink_ratio=settings.blink_ratio,
        )
    ]
    mesh = read_canonical_mesh(bundle.landmarker)
    sight = see(least.mesh, mesh.vertices, mesh.weights, settings.field_of_view)
    face = bundle.expressions.relax(sight.aligned, least.blendshapes).mean(axis=0)
    neutrals = Neutrals(
        people=np.array([PERSON]),
        faces=face[None],
        open_eyes=np.array([open_level(found.ratio)]),
        frames=np.array([len(least)]),
    )
    return Tracker(bundle.face_model, neutrals, settings, bundle.about.fps)


def coefficients_of(tracker: Tracker, seen: Observations) -> Coefficients:
    """β, p and φ of all frames, small gaps closed."""
    columns, _ = tracker.track(seen, PERSON)
    return Coefficients(columns["expression"], columns["pose"], columns["blink"])


def check_seen(seen: Observations, settings: TrackingSettings, name: str) -> None:
    """Refuse a video whose face is lost too often.

    Raises
    ------
    DataError
        If it is; the message says where the limit is.
    """
    if not seen.found.any():
        raise DataError(f"{name} shows no face; choose a video in which it is seen from the front")
    if reason := refusal(seen.found, settings):
        raise DataError(f"{name}: {reason}")
