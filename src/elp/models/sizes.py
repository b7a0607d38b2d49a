"""Sizes of a network's inputs and outputs, which the data decide."""

from dataclasses import dataclass

from elp.features.store import FeatureSet


@dataclass(frozen=True)
class Sizes:
    """N emotions, and the width of each kind of frame."""

    n_emotions: int
    expression: int = 100
    pose: int = 6
    mfcc: int = 29
    style: int = 206

    @property
    def motion(self) -> int:
        """Expression and pose together."""
        return self.expression + self.pose


def sizes_of(features: FeatureSet) -> Sizes:
    """Sizes of a data set's features."""
    return Sizes(
        n_emotions=len(features.emotions),
        expression=features.listener_expression.shape[1],
        pose=features.listener_pose.shape[1],
        mfcc=features.mfcc.shape[1],
        style=features.style.shape[1],
    )
