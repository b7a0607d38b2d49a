"""Learning2Listen as one network: VQ-VAE, predictor, and the scale of motion.

B windows, T frames, M components of motion.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from elp.config.l2l import L2lSettings
from elp.features.store import FeatureSet
from elp.models.l2l.predictor import Predictor
from elp.models.l2l.smoothing import smooth
from elp.models.l2l.vqvae import VqVae
from elp.models.sizes import Sizes


class L2l(nn.Module):
    """VQ-VAE and predictor of Learning2Listen.

    Parameters
    ----------
    settings : L2lSettings
        Sizes of both, and how codes are drawn.
    sizes : Sizes
        Sizes of the data. Speech is one vector of MFCC per frame, as for all models of this
        project; the released model reads four mel spectra per frame.
    """

    scale: Tensor

    def __init__(self, settings: L2lSettings, sizes: Sizes) -> None:
        super().__init__()
        self.settings, self.sizes = settings, sizes
        self.vqvae = VqVae(settings.vqvae, sizes.motion)
        self.predictor = Predictor(
            settings.predictor, settings.vqvae.codes, sizes.motion, sizes.mfcc
        )
        # Divisor of z-scored motion: 1, or the deviation of the clips' deviations.
        self.register_buffer("scale", torch.ones(sizes.motion))

    def smoothed(self, motion: Float[Tensor, "B T M"]) -> Float[Tensor, "B T M"]:
        """Motion as the networks read it: smoothed over time, if the settings require it."""
        return smooth(motion) if self.settings.readings.smoothing == "bilateral" else motion

    def set_scale(self, data: FeatureSet) -> None:
        """Compute the scale from the training split, if the settings require it."""
        if self.settings.readings.normalisation == "std_of_stds":
            self.scale.copy_(torch.from_numpy(std_of_stds(data)))


def std_of_stds(data: FeatureSet) -> Float[np.ndarray, "M"]:
    """Standard deviation over clips of each clip's standard deviation; 1 where it is 0."""
    motion = np.concatenate([data.listener_expression, data.listener_pose], axis=1)
    deviations = np.stack([motion[clip.rows].std(axis=0) for clip in data.clips])
    spread: np.ndarray = deviations.std(axis=0).astype(np.float32)
    return np.where(spread > 0, spread, np.float32(1))
