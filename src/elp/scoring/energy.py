"""Scores of all samples of a clip together: standardised, or by distances of the meshes."""

import numpy as np

from elp.metrics.energy_score import energy_score
from elp.metrics.spread_skill import spread_skill
from elp.scoring.context import Context
from elp.scoring.series import Ensemble


def standardised_energy(clip: Ensemble, x: Context) -> float:
    """Energy score of windows, in standard deviations of the training split."""
    return energy_score(x.standardised(clip.generated), x.standardised(clip.target), _window(x))


def energy_on_mesh(clip: Ensemble, x: Context) -> float:
    """Energy score as a root mean square over vertices and the frames of a window, in mm."""
    unit = np.sqrt(min(_window(x), len(clip)))
    return energy_score(x.on_mesh(clip.generated) / unit, x.on_mesh(clip.target) / unit, _window(x))


def standardised_spread_skill(clip: Ensemble, x: Context) -> float:
    """Spread-skill ratio, in standard deviations of the training split."""
    return spread_skill(x.standardised(clip.generated), x.standardised(clip.target))


def shorter_than_window(frames: int, x: Context) -> bool:
    """Whether a clip has fewer frames than a window of the energy score."""
    return frames < _window(x)


def _window(x: Context) -> int:
    return x.frames(x.settings.energy.window)
