"""A small renderer for tests, and frames of a coloured disc that follows a gray one."""

import numpy as np
import torch
from torch import Tensor

from elp.config.optimiser import OptimiserSettings
from elp.config.renderer import (
    DiscriminatorSettings,
    GeneratorSettings,
    HourglassSettings,
    RendererLossSettings,
    RendererSettings,
)
from elp.renderer.deformation import Deformation
from elp.renderer.frames import RendererFrames, compress
from elp.renderer.losses import RendererBatch

SIZE = 64
SMALL = RendererSettings(
    size=SIZE,
    keypoints=4,
    detector=HourglassSettings(channels=8, blocks=2, scale=0.5),
    motion=HourglassSettings(channels=8, blocks=2, scale=0.5),
    generator=GeneratorSettings(channels=8, blocks=1),
    loss=RendererLossSettings(scales=(1.0, 0.5, 0.25)),
    optimiser=OptimiserSettings(learning_rate=2e-3, checkpoint_every=2, log_every=1),
)
ADVERSARIAL = SMALL.model_copy(
    update={
        "loss": RendererLossSettings(scales=(1.0,), adversarial=1.0),
        "discriminator": DiscriminatorSettings(channels=4, blocks=2),
    }
)
SKIN, GRAY = (0.8, 0.5, 0.4), (0.6, 0.6, 0.6)


def disc(x: float, colour: tuple[float, float, float], background: float) -> Tensor:
    """A soft disc on a plain background, from 0 to 1."""
    axis = (torch.arange(SIZE) * 2 + 1) / SIZE - 1
    row, column = torch.meshgrid(axis, axis, indexing="ij")
    mask = torch.sigmoid(20 * (0.4 - (row**2 + (column - x) ** 2).sqrt()))
    return mask * torch.tensor(colour)[:, None, None] + (1 - mask) * background


def picture(x: float, colour: tuple[float, float, float], background: float) -> np.ndarray:
    """The disc as 8-bit RGB."""
    values = disc(x, colour, background).permute(1, 2, 0).mul(255).round().byte()
    return np.ascontiguousarray(values.numpy())


def discs(tracks: int = 2, length: int = 3) -> RendererFrames:
    """Discs that move to the right."""
    places = np.linspace(-0.3, 0.3, length)
    return RendererFrames(
        track=np.array([f"t{k}" for k in range(tracks) for _ in places], dtype=object),
        picture=np.array(
            [compress(picture(x, SKIN, 0.2)) for _ in range(tracks) for x in places], dtype=object
        ),
        mesh=np.array(
            [compress(picture(x, GRAY, 0.0)) for _ in range(tracks) for x in places], dtype=object
        ),
    )


def pairs(count: int = 2, seed: int = 0) -> RendererBatch:
    """A coloured disc that follows a gray one."""
    shifts = torch.linspace(-0.3, 0.3, count).tolist()
    return RendererBatch(
        portrait=torch.stack([disc(-x / 2, SKIN, 0.2) for x in shifts]),
        portrait_mesh=torch.stack([disc(-x / 2, GRAY, 0.0) for x in shifts]),
        frame=torch.stack([disc(x, SKIN, 0.2) for x in shifts]),
        mesh=torch.stack([disc(x, GRAY, 0.0) for x in shifts]),
        deformation=Deformation.random(count, seed),
    )
