"""The ASE can learn: eight windows, over and over, until it knows them by heart."""

import math
from pathlib import Path

import numpy as np
import torch
from small_ase import SIZES, small_ase, speech_and_style

from elp.config.models import LossSettings, OptimiserSettings
from elp.models.losses import AseLoss
from elp.training import Schedule, fit, make_optimiser
from elp.windows import WindowBatch

B, T = 8, 20


def eight_windows() -> WindowBatch:
    """Random speakers, each with a listener who sways, smiles and blinks in a way of his own."""
    rng = np.random.default_rng(0)
    time = np.arange(T) / T

    def waves(width: int) -> torch.Tensor:
        phase, rate = rng.uniform(0, 2 * math.pi, (B, 1, width)), rng.uniform(0.5, 2, (B, 1, width))
        return torch.from_numpy(np.sin(2 * math.pi * rate * time[:, None] + phase)).float()

    mfcc, style = speech_and_style(B, T)
    starts = torch.from_numpy(rng.integers(2, T - 5, (B, 1)))
    frames = torch.arange(T)
    return WindowBatch(
        mfcc=mfcc,
        style=style,
        expression=waves(SIZES.expression),
        pose=waves(SIZES.pose),
        blink=((frames >= starts) & (frames < starts + 4)).float(),
        emotion=torch.arange(B) % SIZES.n_emotions,
    )


def test_eight_windows_are_learned_by_heart(tmp_path: Path) -> None:
    batch = eight_windows()
    model = small_ase(heads=16, channels=64, d1_channels=32, d2_lstm=16)
    rows = fit(
        model,
        AseLoss(LossSettings(), (1 / 3, 1 / 3, 1 / 3)),
        lambda step: batch,
        make_optimiser(model, OptimiserSettings()),
        Schedule(steps=600, log_every=100, checkpoint_every=600, clip_gradient=None),
        seed=0,
        work=tmp_path,
        run="overfit",
    )
    first, last = rows[0], rows[-1]
    shares = {name: last[name] / first[name] for name in ("expression", "pose", "blink", "emotion")}
    assert max(shares["expression"], shares["pose"]) < 0.25, shares
    assert max(shares["blink"], shares["emotion"]) < 0.1, shares
