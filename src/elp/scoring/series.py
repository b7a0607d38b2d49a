"""Series of one clip and group, which the scores read: generated and real listener, speaker."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from jaxtyping import Float

# pose: rotation ⊕ translation, as tracked; both: expression ⊕ pose
Group = Literal["expression", "rotation", "translation", "pose", "both", "blink"]
ROTATION = 3  # numbers of p that are the head's rotation; they come first


@dataclass(frozen=True)
class ClipSeries:
    """Series of one clip in one group; blinks are a series of one dimension.

    Parameters
    ----------
    name : str
        Name by which clips are sorted and matched.
    generated : tuple of arrays, shape (frames, dimensions)
        K samples, of any length.
    target : array, shape (frames, dimensions)
        The real listener.
    speaker : array, shape (frames, dimensions)
        For the group `blink` the real listener again, whose blinks are the reference.
    person : str
        The listener, if known; if not, the clip counts as a person of its own.
    """

    name: str
    generated: tuple[Float[np.ndarray, "_ D"], ...]
    target: Float[np.ndarray, "_ D"]
    speaker: Float[np.ndarray, "_ D"]
    person: str = ""

    def sample(self, index: int) -> "Aligned":
        """One sample with the real listener and the speaker, cut to the shortest of the three."""
        return self._align(self.generated[index], len(self.generated[index]))

    def truth(self) -> "Aligned":
        """The real listener instead of a generated one: the input of the ground truth's score."""
        return self._align(self.target, len(self.generated[0]))

    def with_listener_of(self, other: "ClipSeries") -> "Aligned":
        """The other clip's first sample instead of this clip's: an unrelated listener."""
        return self._align(other.generated[0], len(other.generated[0]))

    def ensemble(self) -> "Ensemble":
        """All samples with the real listener, cut to the shortest series, including the speaker."""
        frames = min(len(self.sample(k)) for k in range(len(self.generated)))
        samples = np.stack([series[:frames] for series in self.generated])
        return Ensemble(samples, self.target[:frames])

    def true_ensemble(self) -> "Ensemble":
        """The real listener as the only sample."""
        truth = self.truth().target
        return Ensemble(truth[None], truth)

    def beside(self, other: "ClipSeries") -> "ClipSeries":
        """The dimensions of both side by side; series cut to the shorter of the two."""
        return ClipSeries(
            self.name,
            tuple(
                _side_by_side(*pair) for pair in zip(self.generated, other.generated, strict=True)
            ),
            _side_by_side(self.target, other.target),
            _side_by_side(self.speaker, other.speaker),
            self.person,
        )

    def changed(self, change: Callable[[np.ndarray], np.ndarray]) -> "ClipSeries":
        """The clip with a function of every series."""
        generated = tuple(change(series) for series in self.generated)
        target, speaker = change(self.target), change(self.speaker)
        return replace(self, generated=generated, target=target, speaker=speaker)

    def _align(self, generated: np.ndarray, made: int) -> "Aligned":
        frames = min(len(generated), len(self.target), len(self.speaker))
        target, speaker = self.target[:frames], self.speaker[:frames]
        return Aligned(generated[:frames], target, speaker, generated, self.target, made)


@dataclass(frozen=True)
class Aligned:
    """The same frames of a generated listener, the real one and the speaker.

    `whole_generated` and `whole_target` are uncut, since L1 has its own length rule. `made` is the
    length of the generated clip, which determines where its windows were joined; the real listener
    is measured at the same joints.
    """

    generated: Float[np.ndarray, "T D"]
    target: Float[np.ndarray, "T D"]
    speaker: Float[np.ndarray, "T D"]
    whole_generated: Float[np.ndarray, "_ D"]
    whole_target: Float[np.ndarray, "_ D"]
    made: int

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.target)


@dataclass(frozen=True)
class Ensemble:
    """The same frames of all samples of a clip and of the real listener."""

    generated: Float[np.ndarray, "K T D"]
    target: Float[np.ndarray, "T D"]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.target)


def parts_of_pose(numbers: int) -> dict[Group, Callable[[np.ndarray], np.ndarray]]:
    """The groups that p is made of, each with the function that takes it from p.

    The rotation is in degrees. The translation is what p holds after it, in its own unit: cm where
    we fit coefficients; radians of the jaw where DECA did.

    Parameters
    ----------
    numbers : int
        Of p. With three there is no translation, with fewer no rotation.

    Examples
    --------
    >>> {part: select(np.ones((1, 4))).round(1) for part, select in parts_of_pose(4).items()}
    {'rotation': array([[57.3, 57.3, 57.3]]), 'translation': array([[1.]])}
    """
    parts: dict[Group, Callable[[np.ndarray], np.ndarray]] = {}
    if numbers >= ROTATION:
        parts["rotation"] = lambda pose: np.degrees(pose[:, :ROTATION])
    if numbers > ROTATION:
        parts["translation"] = lambda pose: pose[:, ROTATION:]
    return parts


def _side_by_side(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    frames = min(len(first), len(second))
    return np.concatenate([first[:frames], second[:frames]], axis=1)
