"""Accuracy of the tracker: coefficients against the truth of a sample corpus.

Nothing else reads the truth. Letters: T frames, K components of β, N frames of several clips.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Float64

from elp.coefficients import FPS
from elp.datasets.clip import Clip
from elp.io.rows import read_records, write_records
from elp.tracking.blinks import runs
from elp.tracking.face_model import FaceModel
from elp.tracking.linear_algebra import angle_between
from elp.tracking.truth import TrackedTruth

_APART = FPS  # frames over which changes of pose are compared: a second
_TOLERANCE = 1  # frames that may lie between a true and a tracked blink that match
_RIDGE = 0.025  # of the smile readout, per frame and squared standard deviation
_CORNERS = (61, 291)  # of the mouth


@dataclass(frozen=True)
class TrackingAccuracy:
    """A data set's row of results/tracking_accuracy.csv.

    Attributes
    ----------
    dataset : str
    clips, frames : int
        Tracked clips, and frames of both roles.
    angle_error : float
        Angle in degrees between the true and the tracked change of the head's rotation within a
        second, median over frames.
    angle_change : float
        Median of the true change itself, in degrees.
    blinks : int
        True blinks.
    blink_precision, blink_recall : float
        Of blinks as events, which match if at most one frame lies between them.
    smile_correlation : float
        Correlation of the true smile with a linear readout of β, over all frames of the test split;
        the readout is learned on the training split, from other people.
    smile_correlation_clip : float
        The same within a clip and role, median.
    smile_correlation_corners : float
        Correlation of the true smile with how far β widens the mouth and raises its corners, over
        all frames of the test split; nothing is learned.
    emotion_accuracy : float
        Fraction of the tracked clips whose emotion label is correct.
    """

    dataset: str
    clips: int
    frames: int
    angle_error: float
    angle_change: float
    blinks: int
    blink_precision: float
    blink_recall: float
    smile_correlation: float
    smile_correlation_clip: float
    smile_correlation_corners: float
    emotion_accuracy: float


@dataclass(frozen=True)
class BlinkCounts:
    """Number of true and tracked blinks, and how many of each match one of the other."""

    true: int
    recalled: int
    tracked: int
    confirmed: int


def angle_errors(
    true: Float64[np.ndarray, "T 3 3"], tracked: Float64[np.ndarray, "T 3 3"]
) -> Float64[np.ndarray, "n"]:
    """Degrees between the true and the tracked change of rotation within a second, per frame."""
    return angle_between(_changes(true), _changes(tracked))


def match_blinks(true: Bool[np.ndarray, "T"], tracked: Bool[np.ndarray, "T"]) -> BlinkCounts:
    """Count true and tracked blinks, as events, and those that match."""

    def matched(blinks: list[tuple[int, int]], others: list[tuple[int, int]]) -> int:
        return sum(
            any(s <= end + _TOLERANCE and start <= e + _TOLERANCE for s, e in others)
            for start, end in blinks
        )

    real, marked = runs(true), runs(tracked)
    return BlinkCounts(len(real), matched(real, marked), len(marked), matched(marked, real))


def learn_smile(
    expression: Float64[np.ndarray, "N K"], smile: Float64[np.ndarray, "N"]
) -> Float64[np.ndarray, "K"]:
    """Direction of β that predicts the smile, by ridge regression."""
    centred = expression - expression.mean(axis=0)
    gram = centred.T @ centred + _RIDGE * len(centred) * np.eye(centred.shape[1])
    return np.asarray(np.linalg.solve(gram, centred.T @ (smile - smile.mean())))


def corner_direction(model: FaceModel) -> Float64[np.ndarray, "K"]:
    """Displacement in cm of the mouth's corners, apart and up, per component of β."""
    left, right = (int(np.flatnonzero(model.landmarks == k)[0]) for k in _CORNERS)
    basis = model.basis
    return np.asarray(
        (basis[right, 0] - basis[left, 0]) / 2 + (basis[right, 1] + basis[left, 1]) / 2
    )


def measure_accuracy(
    dataset: str,
    tracked: Sequence[TrackedTruth],
    clips: Iterable[Clip],
    model: FaceModel,
    emotion_accuracy: float,
) -> TrackingAccuracy:
    """Compare all tracked clips of a data set with the truth."""
    splits = {clip.name: clip.split for clip in clips}
    errors = [angle_errors(row.true_rotation, row.rotation) for row in tracked]
    sizes = [_angles(_changes(row.true_rotation)) for row in tracked]
    counts = [match_blinks(row.true_blink, row.blink) for row in tracked]
    true, marked = sum(c.true for c in counts), sum(c.tracked for c in counts)
    train = [row for row in tracked if splits[row.clip] == "train"]
    test = [row for row in tracked if splits[row.clip] != "train"]
    direction = learn_smile(
        np.concatenate([row.expression for row in train]),
        np.concatenate([row.true_smile for row in train]),
    )
    smiles = np.concatenate([row.true_smile for row in test])
    expression = np.concatenate([row.expression for row in test])
    within = [correlation(row.expression @ direction, row.true_smile) for row in test]
    return TrackingAccuracy(
        dataset=dataset,
        clips=len({row.clip for row in tracked}),
        frames=sum(len(row.blink) for row in tracked),
        angle_error=float(np.median(np.concatenate(errors))),
        angle_change=float(np.median(np.concatenate(sizes))),
        blinks=true,
        blink_precision=sum(c.confirmed for c in counts) / marked if marked else float("nan"),
        blink_recall=sum(c.recalled for c in counts) / true if true else float("nan"),
        smile_correlation=correlation(expression @ direction, smiles),
        smile_correlation_clip=float(np.nanmedian(within)),
        smile_correlation_corners=correlation(expression @ corner_direction(model), smiles),
        emotion_accuracy=emotion_accuracy,
    )


def correlation(x: Float[np.ndarray, "N"], y: Float[np.ndarray, "N"]) -> float:
    """Pearson's correlation; NaN if one series is constant."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def write_accuracy(path: Path, rows: Iterable[TrackingAccuracy]) -> None:
    """Write results/tracking_accuracy.csv."""
    write_records(path, TrackingAccuracy, rows)


def read_accuracy(path: Path) -> list[TrackingAccuracy]:
    """Read a file written by `write_accuracy`."""
    return read_records(path, TrackingAccuracy)


def _changes(rotation: Float64[np.ndarray, "T 3 3"]) -> Float64[np.ndarray, "n 3 3"]:
    return np.asarray(rotation[_APART:] @ np.swapaxes(rotation[:-_APART], 1, 2))


def _angles(rotation: Float64[np.ndarray, "n 3 3"]) -> Float64[np.ndarray, "n"]:
    return angle_between(np.broadcast_to(np.eye(3), rotation.shape).copy(), rotation)
