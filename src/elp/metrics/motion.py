"""One clip of one group as the scores read it: generated listeners, the real one, the speaker."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

Group = Literal["expression", "pose", "blink"]


@dataclass(frozen=True)
class Motion:
    """Series of one clip in one group; a blink is a series of one dimension.

    Parameters
    ----------
    clip : str
        Name, by which clips are ordered and matched.
    generated : tuple of arrays, shape (frames, dimensions)
        K samples, of any length.
    target : array, shape (frames, dimensions)
        The real listener.
    speaker : array, shape (frames, dimensions)
        For the group blink the real listener again, since his blinks are what is compared.
    """

    clip: str
    generated: tuple[Float[np.ndarray, "_ D"], ...]
    target: Float[np.ndarray, "_ D"]
    speaker: Float[np.ndarray, "_ D"]

    def sample(self, index: int) -> "Aligned":
        """One sample beside the real listener and the speaker, cut to the shortest of them."""
        return _align(self.generated[index], self.target, self.speaker)

    def truth(self) -> "Aligned":
        """The real listener in the place of a generated one: what the ground truth scores."""
        return _align(self.target, self.target, self.speaker)

    def with_listener_of(self, other: "Motion") -> "Aligned":
        """The other clip's first sample in the place of this one's: an unrelated listener."""
        return _align(other.generated[0], self.target, self.speaker)


@dataclass(frozen=True)
class Aligned:
    """The same frames of a generated listener, the real one and the speaker.

    `whole_generated` and `whole_target` are uncut, since L1 has a length rule of its own.
    """

    generated: Float[np.ndarray, "T D"]
    target: Float[np.ndarray, "T D"]
    speaker: Float[np.ndarray, "T D"]
    whole_generated: Float[np.ndarray, "_ D"]
    whole_target: Float[np.ndarray, "_ D"]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.target)


def _align(generated: np.ndarray, target: np.ndarray, speaker: np.ndarray) -> Aligned:
    frames = min(len(generated), len(target), len(speaker))
    return Aligned(generated[:frames], target[:frames], speaker[:frames], generated, target)
