"""Mean and standard deviation of every feature over the training split.

Letters: T frames, D components of a feature.
"""

import numpy as np
from jaxtyping import Float

from elp.config.features import FeatureSettings
from elp.features.clip_features import SCORED, DatasetFiles, read_clip_features
from elp.features.store import Statistics

SMALLEST_STD = 1e-6  # a feature that varies less is shifted, not scaled


class _Moments:
    """Mean and deviation of rows added in batches (Chan et al. 1979), in float64."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = np.zeros(1)
        self.square = np.zeros(1)

    def add(self, values: Float[np.ndarray, "T D"]) -> None:
        values = values.astype(np.float64)
        mean, total = values.mean(axis=0), self.count + len(values)
        shift = mean - self.mean
        self.square = self.square + ((values - mean) ** 2).sum(axis=0)
        self.square = self.square + shift**2 * (self.count * len(values) / total)
        self.mean = self.mean + shift * (len(values) / total)
        self.count = total

    @property
    def std(self) -> Float[np.ndarray, "D"]:
        spread = np.sqrt(self.square / self.count)
        return np.where(spread > SMALLEST_STD, spread, 1.0)


def compute_statistics(files: DatasetFiles, settings: FeatureSettings) -> Statistics:
    """Mean and population standard deviation of every feature over the training split.

    A feature that is constant there has the deviation 1.

    Raises
    ------
    DataError
        If no training clip is left, or a sound is missing.
    """
    moments = {name: _Moments() for name in SCORED}
    for clip in read_clip_features(files, "train", settings):
        for name, moment in moments.items():
            moment.add(clip.arrays[name])
    return Statistics(
        {name: moment.mean for name, moment in moments.items()},
        {name: moment.std for name, moment in moments.items()},
    )
