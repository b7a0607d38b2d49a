"""Sizes of the inputs and outputs of a network, given by the data."""

from dataclasses import dataclass

from elp.features.store import FeatureSet


@dataclass(frozen=True)
class Sizes:
    """Number of emotions, and of the features and coefficients of a frame."""

    n_emotions: int
    expression: int = 100
    pose: int = 6
    mfcc: int = 29
    style: int = 206

    @property
    def motion(self) -> int:
        """Number of components of expression and pose together."""
        return self.expression + self.pose


def sizes_of(features: FeatureSet) -> Sizes:
    """Sizes of the features of a data set."""
    return Sizes(
        n_emotions=len(features.emotions),
        expression=features.listener_expression.shape[1],
        pose=features.listener_pose.shape[1],
        mfcc=features.mfcc.shape[1],
        style=features.style.shape[1],
    )
