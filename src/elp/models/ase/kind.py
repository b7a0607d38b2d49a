"""The Adaptive Space Encoder as a kind of motion model."""

from collections.abc import Iterator

from elp.config.ase import AseSettings
from elp.config.schedule import ScheduleSettings
from elp.features.store import FeatureSet
from elp.features.windows import TrainingWindows
from elp.models.ase.losses import ase_loss
from elp.models.ase.model import Ase
from elp.models.ase.sampling import sample_clips
from elp.models.kind import ModelKind, TrainingStage


def stages(
    model: Ase, data: FeatureSet, schedule: ScheduleSettings, seed: int
) -> Iterator[TrainingStage]:
    """One stage: random windows of the training split, the loss of Eq. 7."""
    settings = model.settings
    windows = TrainingWindows(data, settings.window)
    yield TrainingStage(
        "ase",
        model,
        ase_loss,
        lambda step: windows.random_batch(schedule.batch_size, seed, step),
        settings.optimiser,
        schedule.steps,
    )


KIND = ModelKind(AseSettings, Ase, stages, sample_clips)
