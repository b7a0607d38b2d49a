"""The Adaptive Space Encoder as a kind of motion model.

The step that is kept is judged by the motion: the cross entropy of the emotion is left out. Motion
is what tables compare.
"""

from collections.abc import Iterator
from functools import partial

from elp.config.ase import AseSettings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits
from elp.models.ase.loss_space import loss_space
from elp.models.ase.losses import ase_loss
from elp.models.ase.model import Ase
from elp.models.ase.sampling import sample_clips
from elp.models.kind import ModelKind, TrainingStage, single_stage


def stages(
    model: Ase, splits: TrainingSplits, schedule: ScheduleSettings, seed: int
) -> Iterator[TrainingStage]:
    """One stage, whose loss measures motion in the space that the settings name."""
    space = loss_space(model.settings.loss.space, splits.statistics, splits.face_model)
    loss = partial(ase_loss, space=space)
    return single_stage("ase", loss, ignored=("emotion",))(model, splits, schedule, seed)


KIND = ModelKind(AseSettings, Ase, stages, sample_clips)
