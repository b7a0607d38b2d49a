"""The Adaptive Space Encoder as a kind of trained model."""

from collections.abc import Iterator

from elp.config.ase import AseSettings
from elp.config.data import ScheduleSettings
from elp.feature_set import FeatureSet
from elp.models.ase import Ase
from elp.models.ase_sampling import sample_clips
from elp.models.kind import Kind, Stage
from elp.models.losses import AseLoss
from elp.windows import TrainingWindows


def stages(model: Ase, data: FeatureSet, schedule: ScheduleSettings, seed: int) -> Iterator[Stage]:
    """One stage: random windows of a split, the objective of Eq. 7."""
    settings = model.settings
    windows = TrainingWindows(data, settings.window)
    yield Stage(
        "ase",
        model,
        AseLoss(settings.loss, tuple(windows.emotion_frequencies().tolist())),
        lambda step: windows.random_batch(schedule.batch_size, seed, step),
        settings.optimiser,
        schedule.steps,
    )


KIND = Kind(AseSettings, Ase, stages, sample_clips)
