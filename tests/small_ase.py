"""An Adaptive Space Encoder small enough for tests."""

import torch

from elp.config.models import AseSettings
from elp.models.ase import Ase, AseSizes
from elp.models.train import new_ase

SIZES = AseSizes(n_emotions=3, expression=5, pose=2, style=12)
SMALL: dict[str, object] = {
    "heads": 5,
    "categories": 4,
    "window": 20,
    "audio_width": 4,
    "audio_channels": 6,
    "channels": 16,
    "emotion_mlp": 16,
    "d1_channels": 6,
    "d2_channels": 3,
    "d2_lstm": 5,
}


def small_settings(**changes: object) -> AseSettings:
    """Small sizes, with changes."""
    return AseSettings.model_validate(SMALL | changes)


def small_ase(**changes: object) -> Ase:
    """An untrained small model, with changed settings."""
    return new_ase(small_settings(**changes), SIZES, seed=0)


def speech_and_style(windows: int = 6, frames: int = 20) -> tuple[torch.Tensor, torch.Tensor]:
    """Random inputs that fit."""
    generator = torch.Generator().manual_seed(1)
    return (
        torch.randn(windows, frames, SIZES.mfcc, generator=generator),
        torch.randn(windows, frames, SIZES.style, generator=generator),
    )
