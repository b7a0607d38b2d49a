"""What a model is trained with."""

from dataclasses import dataclass

from elp.features.store import FeatureSet, Statistics
from elp.tracking.face_model import FaceModel


@dataclass(frozen=True)
class TrainingSplits:
    """Clips to learn from, and what a loss needs that measures them in other units than z-scores.

    These are the statistics that the clips are z-scored by, and the face model that their
    expression belongs to; None: the loss does not need them.
    """

    train: FeatureSet
    statistics: Statistics | None = None
    face_model: FaceModel | None = None
