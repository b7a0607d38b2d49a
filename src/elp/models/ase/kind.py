"""The Adaptive Space Encoder as a kind of motion model.

The step that is kept is judged by the motion: the cross entropy of the emotion is left out. A few
training clips have few emotions to learn, so it grows long before the motion has been learned, and
motion is what tables compare.
"""

from elp.config.ase import AseSettings
from elp.models.ase.losses import ase_loss
from elp.models.ase.model import Ase
from elp.models.ase.sampling import sample_clips
from elp.models.kind import ModelKind, single_stage

KIND = ModelKind(
    AseSettings, Ase, single_stage("ase", ase_loss, ignored=("emotion",)), sample_clips
)
