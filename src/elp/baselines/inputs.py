"""What every baseline reads, and what it makes of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from elp.config.baselines import BaselineSettings
from elp.errors import ElpError
from elp.features.joints import WindowPlan
from elp.features.store import FeatureClip, FeatureSet
from elp.models.ase.model import Ase
from elp.samples.motion import ListenerMotion

# The listener of a whole clip; what is drawn at random comes from the generator alone.
Answer = Callable[[FeatureClip, np.random.Generator], ListenerMotion]


@dataclass(frozen=True)
class Inputs:
    """Listeners to learn from, speakers to answer, and how.

    Parameters
    ----------
    train : FeatureSet
        The training split.
    speakers : FeatureSet
        The split whose speakers are answered; its listeners are not looked at.
    settings : BaselineSettings
        The baseline's own.
    overlap : int
        Frames over which two windows or units are cross-faded, the same for every method.
    window : int
        T, frames a window or unit.
    model : Ase or None
        Whose latent space is used.
    """

    train: FeatureSet
    speakers: FeatureSet
    settings: BaselineSettings
    overlap: int
    window: int
    model: Ase | None = None

    def trained(self) -> Ase:
        """The model.

        Raises
        ------
        ElpError
            If none was given.
        """
        if self.model is None:
            raise ElpError(f"baseline `{self.settings.kind}` needs a trained model: give `--model`")
        return self.model

    def plan(self, clip: FeatureClip) -> WindowPlan:
        """Windows of a clip, where the ASE has them."""
        return WindowPlan(clip.frames, self.window, self.overlap)
