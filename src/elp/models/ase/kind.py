"""The Adaptive Space Encoder as a kind of motion model."""

from elp.config.ase import AseSettings
from elp.models.ase.losses import ase_loss
from elp.models.ase.model import Ase
from elp.models.ase.sampling import sample_clips
from elp.models.kind import ModelKind, single_stage

KIND = ModelKind(AseSettings, Ase, single_stage("ase", ase_loss), sample_clips)
