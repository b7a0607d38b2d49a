"""Blinks of listeners whose method generates none, read from the eyelids of the generated mesh.

The rule is the tracker's: an eye is closed if its aspect ratio is below a fraction of the open
eye's; a run of closed frames, neither too short nor too long, is a blink.

L landmarks, K components, T frames.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float

from elp.config.tracking import TrackingSettings
from elp.samples.store import Sample
from elp.tracking.blinks import EYES, eye_aspect_ratio, mark_blinks, open_level
from elp.tracking.people import People

_ORDER = np.unique(EYES)  # landmarks of the eye-aspect ratio
_PLACES = np.searchsorted(_ORDER, EYES)


@dataclass(frozen=True)
class Eyelids:
    """The eyes of the mesh: a person's neutral face, deformed by the expression.

    Parameters
    ----------
    people : People
        The listeners' faces; the face model's landmarks include those of the eyes.
    settings : TrackingSettings
        The blink rule.
    fps : float
        Frames per second.
    """

    people: People
    settings: TrackingSettings
    fps: float

    def blinks(self, expression: Float[np.ndarray, "T K"], person: str) -> Bool[np.ndarray, "T"]:
        """Whether each frame is within a blink.

        Raises
        ------
        DataError
            If the person has no neutral face.
        """
        model = self.people.face_model
        rows = np.searchsorted(model.landmarks, _ORDER)
        eyes = self.people.neutral_face(person)[rows] + np.einsum(
            "lck,tk->tlc", model.basis[rows], expression.astype(np.float64)
        )
        mesh = np.zeros((len(eyes), int(_ORDER.max()) + 1, 2))
        mesh[:, _ORDER] = eyes[..., :2]  # seen from the front
        ratios = eye_aspect_ratio(mesh)
        return mark_blinks(ratios, open_level(ratios), self.settings, self.fps).blink


def with_blinks(
    samples: Iterable[Sample], eyelids: Eyelids, listeners: dict[str, str]
) -> Iterator[Sample]:
    """The samples with the blinks of their own eyelids; `listeners` has the person of each clip."""
    for sample in samples:
        blink = eyelids.blinks(sample.listener.expression, listeners[sample.clip])
        yield replace(
            sample,
            listener=replace(sample.listener, blink=blink),
            blink_probability=blink.astype(np.float32),
        )
