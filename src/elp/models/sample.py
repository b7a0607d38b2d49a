"""Listeners of a whole split by a trained model, from the workflow's files."""

from dataclasses import dataclass
from pathlib import Path

import torch

from elp.config.sampling import SamplingSettings
from elp.config.tracking import TrackingSettings
from elp.features.store import Statistics, read_features
from elp.models.store import load_model
from elp.samples.eyelids import Eyelids, with_blinks
from elp.samples.store import Sample
from elp.tracking.people import People


@dataclass(frozen=True)
class SampledFiles:
    """What samples are made from.

    Attributes
    ----------
    model : Path
        The trained model.
    features, statistics : Path
        Of the speakers' split, and of the training split.
    faces : Path, optional
        Folder of the faces, for models that generate no blinks: they are read from the eyelids.
    """

    model: Path
    features: Path
    statistics: Path
    faces: Path | None = None


def sample_model(
    files: SampledFiles,
    settings: SamplingSettings,
    tracking: TrackingSettings,
    seed: int,
    device: torch.device,
) -> list[Sample]:
    """K listeners of each clip; `tracking` has the blink rule."""
    kind, model = load_model(files.model)
    speakers, statistics = read_features(files.features), Statistics.load(files.statistics)
    samples = kind.sample(model.to(device), speakers, statistics, settings, seed)
    if files.faces is not None:
        eyelids = Eyelids(People.read(files.faces), tracking, speakers.fps)
        listeners = {clip.name: clip.listener_id for clip in speakers.clips}
        samples = with_blinks(samples, eyelids, listeners)
    return list(samples)
