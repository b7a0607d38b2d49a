"""A generated listener of a whole clip, whichever method made it."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from elp.coefficients import Coefficients
from elp.features.store import Statistics
from elp.samples.store import Sample


@dataclass(frozen=True)
class ListenerMotion:
    """A listener of a whole clip, z-scored, with the probability of a blink in each frame.

    Where blinks are drawn rather than thresholded, it is 1 within a blink and 0 elsewhere.
    """

    expression: Float[np.ndarray, "T D"]
    pose: Float[np.ndarray, "T P"]
    blink_probability: Float[np.ndarray, "T"]


def to_sample(
    clip: str, number: int, motion: ListenerMotion, statistics: Statistics, threshold: float
) -> Sample:
    """A sample in the units of the tracked coefficients; blinks are above the threshold."""
    listener = Coefficients(
        statistics.denormalise("listener_expression", motion.expression),
        statistics.denormalise("listener_pose", motion.pose),
        motion.blink_probability > threshold,
    )
    return Sample(clip, number, listener, motion.blink_probability)
