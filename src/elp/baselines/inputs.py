"""Inputs of baselines, and the type of their answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from elp.config.baselines import BaselineSettings
from elp.errors import ElpError
from elp.features.joints import WindowPlan
from elp.features.store import FeatureClip, FeatureSet, read_features
from elp.models.ase.model import Ase
from elp.models.store import load_ase
from elp.samples.listener_motion import ListenerMotion

# The listener of a whole clip; all random draws come from the generator.
Answer = Callable[[FeatureClip, np.random.Generator], ListenerMotion]


@dataclass(frozen=True)
class InputFiles:
    """Features of the training split and of the answered one; the trained model, if one is used."""

    train: Path
    features: Path
    model: Path | None = None


@dataclass(frozen=True)
class Inputs:
    """Training listeners, speakers to answer, and settings.

    Parameters
    ----------
    train : FeatureSet
        The training split.
    speakers : FeatureSet
        The split whose speakers are answered; its listeners are not read.
    settings : BaselineSettings
        Settings of the baseline.
    overlap : int
        Frames over which windows or units are cross-faded, the same for all methods.
    window : int
        T, frames of a window or unit.
    model : Ase or None
        The model whose latent space is used.
    """

    train: FeatureSet
    speakers: FeatureSet
    settings: BaselineSettings
    overlap: int
    window: int
    model: Ase | None = None

    @classmethod
    def read(
        cls, files: InputFiles, settings: BaselineSettings, overlap: int, window: int
    ) -> "Inputs":
        """Read the workflow's files."""
        train, speakers = read_features(files.train), read_features(files.features)
        model = None if files.model is None else load_ase(files.model)
        return cls(train, speakers, settings, overlap, window, model)

    def trained(self) -> Ase:
        """The trained model.

        Raises
        ------
        ElpError
            If there is none.
        """
        if self.model is None:
            raise ElpError(
                f"--model is missing: baseline `{self.settings.kind}` needs a trained model"
            )
        return self.model

    def plan(self, clip: FeatureClip) -> WindowPlan:
        """Windows of a clip, the same as the ASE's."""
        return WindowPlan(clip.frames, self.window, self.overlap)
