"""β_c, the expression with closed eyes, for any expression of a person.

Letters: V vertices, L landmarks, K components.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from jaxtyping import Float, Float64

from elp.mesh.surface import Surface
from elp.tracking.eye_closure import closing_length
from elp.tracking.face_model import FaceModel

LANDMARKS = 478  # MediaPipe's
LONGEST = 3.0  # multiples of the template's β_c; wide eyes need more, narrow ones less


def eye_closer(
    model: FaceModel, surface: Surface, kind: Literal["relative", "absolute"]
) -> Callable[[Float[np.ndarray, "K"]], Float[np.ndarray, "K"]]:
    """A function that closes the eyes of an expression of this face, for `blinked`.

    Parameters
    ----------
    model : FaceModel
        With β_c of the template.
    surface : Surface
        The person's face, whose lids may be further apart.
    kind : str
        `relative`: the multiple of β_c that closes the eyes is added; `absolute`: β_c is the whole
        expression.
    """

    def landmarks(vertices: Float64[np.ndarray, "V 3"]) -> Float64[np.ndarray, "L 3"]:
        """Indexed by MediaPipe's numbers; landmarks that the model lacks are zero."""
        points = np.zeros((LANDMARKS, 3))
        points[model.landmarks] = model.at_landmarks(vertices)
        return points

    displacement = landmarks(surface.directions @ model.blink)

    def close(expression: Float[np.ndarray, "K"]) -> Float[np.ndarray, "K"]:
        face = landmarks(surface.neutral + surface.directions @ expression)
        length = closing_length(face, displacement) or 0.0
        return np.asarray(expression + np.clip(length, 0.0, LONGEST) * model.blink)

    return close if kind == "relative" else lambda _: model.blink
