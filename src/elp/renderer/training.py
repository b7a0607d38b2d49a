"""Training of the Mesh-to-Video Renderer.

Letters: B batch, S pixels a side, N pictures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor, nn

from elp.config.renderer import RendererSettings
from elp.config.schedule import ScheduleSettings
from elp.io.files import atomic
from elp.renderer.deformation import Deformation
from elp.renderer.discriminator import AdversarialLoss, AdversarialPair
from elp.renderer.frames import RendererFrames, read_frames_of
from elp.renderer.generator import Renderer
from elp.renderer.losses import RendererBatch, RendererLoss
from elp.renderer.trunks import Trunk
from elp.training.batch_statistics import synchronised
from elp.training.checkpoint import fingerprint
from elp.training.log import plot_training
from elp.training.loop import Rows, Schedule, fit
from elp.training.optimiser import make_optimiser, rate_at

EXAMPLES = 6


@dataclass(frozen=True)
class TrainedRenderer:
    """A trained renderer, a row per logged step, and a sheet of training pairs as it shows them."""

    model: Renderer
    rows: Rows
    examples: UInt8[np.ndarray, "H W 3"]


class Pairs:
    """Two different frames of one track at random: the one is the portrait, the other is made."""

    def __init__(self, frames: RendererFrames) -> None:
        self._frames, self._tracks = frames, frames.tracks()

    def batch(self, size: int, seed: int, step: int) -> RendererBatch:
        """The pairs of a step: the same for the same seed and step."""
        rng = np.random.default_rng([seed, step])
        chosen = rng.integers(len(self._tracks), size=size)
        rows = np.array([rng.choice(self._tracks[track], 2, replace=False) for track in chosen])
        first, second = rows.T

        def tensor(which: np.ndarray, *, mesh: bool) -> Tensor:
            return as_tensor(self._frames.decode(which, mesh=mesh))

        return RendererBatch(
            portrait=tensor(first, mesh=False),
            portrait_mesh=tensor(first, mesh=True),
            frame=tensor(second, mesh=False),
            mesh=tensor(second, mesh=True),
            deformation=Deformation.random(size, int(rng.integers(2**31))),
        )


def as_tensor(pictures: UInt8[np.ndarray, "N S S 3"]) -> Float[Tensor, "N 3 S S"]:
    """Pictures as networks read them, from 0 to 1."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255


def as_pictures(tensor: Float[Tensor, "N 3 S S"]) -> UInt8[np.ndarray, "N S S 3"]:
    """The inverse of `as_tensor`."""
    values = tensor.float().clamp(0, 1).mul(255).round().byte()
    return np.ascontiguousarray(values.permute(0, 2, 3, 1).cpu().numpy())


def train_renderer(
    files: Sequence[Path],
    settings: RendererSettings,
    schedule: ScheduleSettings,
    trunk: Trunk,
    *,
    seed: int,
    work: Path,
    device: torch.device,
    code: Sequence[Path] = (),
) -> TrainedRenderer:
    """Train on frames of talking heads, from the last checkpoint if there is one.

    With each checkpoint, `examples.png` and `training.png` in the work folder show how it goes.

    Parameters
    ----------
    files : sequence of Path
        Frames (`elp.renderer.frames`).
    settings : RendererSettings
        Network and objective.
    schedule : ScheduleSettings
        Steps, and pairs a step.
    trunk : Trunk
        Of the perceptual distance.
    seed : int
        Of the first weights, the pairs and the deformations.
    work : Path
        Folder of the checkpoints.
    device : torch.device
        Where to train.
    code : sequence of Path
        Source files: once they change, a checkpoint is not used any more.

    Raises
    ------
    DataError
        If the frames cannot be read, or there is no pair.
    TrainingError
        If a loss or its gradient is not finite.
    """
    pairs = Pairs(read_frames_of(files))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = synchronised(Renderer(settings).to(device), device)
        learner: nn.Module = model
        alone = RendererLoss(trunk.to(device))
        loss: Callable[[Any, RendererBatch], dict[str, Tensor]] = alone
        if settings.loss.adversarial:
            learner, loss = AdversarialPair(model).to(device), AdversarialLoss(alone, settings.loss)
    texts = [settings.model_dump_json(), schedule.model_dump_json(), trunk.name]
    chosen = settings.optimiser

    def watch(rows: Rows) -> None:
        write_picture(work / "examples.png", examples(model, pairs, seed))
        plot_training(work / "training.png", {"renderer": rows})

    rows = fit(
        learner,
        loss,
        lambda step: pairs.batch(schedule.batch_size, seed, step),
        make_optimiser(learner, chosen),
        Schedule(
            schedule.steps,
            chosen.log_every,
            chosen.checkpoint_every,
            chosen.clip_gradient,
            partial(rate_at, settings=chosen),
        ),
        seed=seed,
        work=work,
        run=fingerprint([*texts, str(seed), device.type], [*files, *code]),
        watch=watch,
    )
    return TrainedRenderer(model.eval(), rows, examples(model, pairs, seed))


@torch.inference_mode()
def examples(model: Renderer, pairs: Pairs, seed: int) -> UInt8[np.ndarray, "H W 3"]:
    """A sheet of training pairs: portrait, mesh, what is made of them, the real frame."""
    device = next(model.parameters()).device
    batch = pairs.batch(EXAMPLES, seed, 0).to(device)
    made = model.eval()(batch.portrait, batch.portrait_mesh, batch.mesh)
    columns = [as_pictures(part) for part in (batch.portrait, batch.mesh, made, batch.frame)]
    return np.concatenate([np.concatenate(list(column)) for column in columns], axis=1)


def write_picture(path: Path, picture: UInt8[np.ndarray, "H W 3"]) -> None:
    """Write a PNG file."""
    with atomic(path) as temporary:
        Image.fromarray(picture).save(temporary)
