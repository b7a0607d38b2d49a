"""An Adaptive Space Encoder small enough for tests."""

import torch

from elp.config.ase import AseSettings
from elp.models.ase.kind import KIND
from elp.models.ase.model import Ase
from elp.models.kind import new_model
from elp.models.sizes import Sizes

SIZES = Sizes(n_emotions=3, expression=5, pose=2, style=12)
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
    "loss": {"space": "z"},  # needs nothing but the features
}


def small_settings(**changes: object) -> AseSettings:
    """Small sizes, some of them changed."""
    return AseSettings.model_validate(SMALL | changes)


def small_ase(**changes: object) -> Ase:
    """An untrained small model, some settings changed."""
    model: Ase = new_model(KIND, small_settings(**changes), SIZES, seed=0)
    return model


def speech_and_style(windows: int = 6, frames: int = 20) -> tuple[torch.Tensor, torch.Tensor]:
    """Random inputs of the right sizes."""
    generator = torch.Generator().manual_seed(1)
    return (
        torch.randn(windows, frames, SIZES.mfcc, generator=generator),
        torch.randn(windows, frames, SIZES.style, generator=generator),
    )
