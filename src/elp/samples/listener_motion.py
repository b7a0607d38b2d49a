"""A generated listener of a whole clip, by any method: z-scored motion, seeds, and the sample.

T frames, D expression and P pose components, M = D + P.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from jaxtyping import Float

from elp.coefficients import Coefficients
from elp.config.sampling import SamplingSettings
from elp.features.store import Statistics
from elp.samples.store import Sample


@dataclass(frozen=True)
class ListenerMotion:
    """Motion of a listener over a whole clip, z-scored, and the probability of a blink.

    Where blinks are drawn rather than thresholded, it is 1 within a blink and 0 elsewhere.
    """

    expression: Float[np.ndarray, "T D"]
    pose: Float[np.ndarray, "T P"]
    blink_probability: Float[np.ndarray, "T"]

    @classmethod
    def without_blinks(cls, motion: Float[np.ndarray, "T M"], width: int) -> "ListenerMotion":
        """Motion of a method that generates no blinks; `width` components are expression."""
        return cls(motion[:, :width], motion[:, width:], np.zeros(len(motion), np.float32))


def sample_seeds(settings: SamplingSettings, seed: int, clip: str, number: int) -> list[int]:
    """Seeds of one sample: of the settings, the run, the clip's name and the sample's number.

    What is drawn for a clip therefore does not depend on the clips beside it.
    """
    return [settings.seed, seed, crc32(clip.encode()), number]


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
