"""Training of the Mesh-to-Video Renderer. Letters: H and W pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import UInt8
from PIL import Image
from torch import Tensor, nn

from elp.config.renderer import RendererSettings
from elp.config.schedule import StepSettings
from elp.io.files import atomic
from elp.renderer.deformation import Deformation
from elp.renderer.discriminator import AdversarialLoss, AdversarialPair
from elp.renderer.frames import RendererFrames, read_frames_of
from elp.renderer.generator import Renderer
from elp.renderer.losses import RendererBatch, RendererLoss
from elp.renderer.pictures import as_pictures, as_tensor
from elp.renderer.trunks import Trunk
from elp.training.batch_statistics import synchronised
from elp.training.checkpoint import fingerprint
from elp.training.log import plot_training
from elp.training.loop import Rows, Schedule, fit
from elp.training.optimiser import make_optimiser, rate_at

EXAMPLES = 6

Loss = Callable[[Any, RendererBatch], dict[str, Tensor]]


@dataclass(frozen=True)
class TrainedRenderer:
    """A trained renderer, a row per logged step, and a grid of training pairs that it rendered."""

    model: Renderer
    rows: Rows
    examples: UInt8[np.ndarray, "H W 3"]


class Pairs:
    """Random pairs of different frames of one track: the portrait, and the frame to generate."""

    def __init__(self, frames: RendererFrames) -> None:
        self._frames, self._tracks = frames, frames.tracks()

    def __len__(self) -> int:
        """Number of frames that can be in a pair: as many pairs are an epoch."""
        return sum(len(track) for track in self._tracks)

    def batch(self, size: int, seed: int, step: int) -> RendererBatch:
        """The pairs of a step, which depend only on the seed and the step."""
        rng = np.random.default_rng([seed, step])
        chosen = rng.integers(len(self._tracks), size=size)
        rows = np.array([rng.choice(self._tracks[track], 2, replace=False) for track in chosen])
        first, second = rows.T

        def tensor(frames: np.ndarray, *, mesh: bool) -> Tensor:
            return as_tensor(self._frames.decode(frames, mesh=mesh))

        return RendererBatch(
            portrait=tensor(first, mesh=False),
            portrait_mesh=tensor(first, mesh=True),
            frame=tensor(second, mesh=False),
            mesh=tensor(second, mesh=True),
            deformation=Deformation.random(size, int(rng.integers(2**31))),
        )


def train_renderer(
    files: Sequence[Path],
    settings: RendererSettings,
    schedule: StepSettings,
    trunk: Trunk,
    *,
    seed: int,
    work: Path,
    device: torch.device,
    code: Sequence[Path] = (),
) -> TrainedRenderer:
    """Train on frames of talking heads, from the last checkpoint if there is one.

    With each checkpoint, `examples.png` and `training.png` in the work folder show the progress.

    Parameters
    ----------
    files : sequence of Path
        Frames (`elp.renderer.frames`).
    settings : RendererSettings
        Network and objective.
    schedule : StepSettings
        Steps, and pairs per step.
    trunk : Trunk
        Network of the perceptual distance.
    seed : int
        Seed of the initial weights, the pairs and the deformations.
    work : Path
        Folder for the checkpoints.
    device : torch.device
        Where to train.
    code : sequence of Path
        Source files; a checkpoint of other code is not used.

    Raises
    ------
    DataError
        If the frames cannot be read or hold no pair.
    TrainingError
        If a loss or its gradient is not finite.
    """
    pairs = Pairs(read_frames_of(files))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model, learner, loss = _objective(settings, trunk, device)
    texts = [settings.model_dump_json(), schedule.model_dump_json(), trunk.name]
    epoch = -(-len(pairs) // schedule.batch_size)
    optimiser = settings.optimiser.in_steps(schedule.steps, epoch)

    def watch(rows: Rows) -> None:
        write_picture(work / "examples.png", examples(model, pairs, seed))
        plot_training(work / "training.png", {"renderer": rows})

    rows = fit(
        learner,
        loss,
        lambda step: pairs.batch(schedule.batch_size, seed, step),
        make_optimiser(learner, optimiser),
        Schedule(
            schedule.steps,
            optimiser.log_every,
            optimiser.checkpoint_every,
            optimiser.clip_gradient,
            partial(rate_at, settings=optimiser),
        ),
        seed=seed,
        work=work,
        run=fingerprint([*texts, str(seed), device.type], [*files, *code]),
        watch=watch,
    )
    return TrainedRenderer(model.eval(), rows, examples(model, pairs, seed))


def _objective(
    settings: RendererSettings, trunk: Trunk, device: torch.device
) -> tuple[Renderer, nn.Module, Loss]:
    """The renderer, the module that is trained (with the adversary, if there is one), the loss."""
    model = synchronised(Renderer(settings).to(device), device)
    loss = RendererLoss(trunk.to(device))
    if not settings.loss.adversarial:
        return model, model, loss
    return model, AdversarialPair(model).to(device), AdversarialLoss(loss, settings.loss)


@torch.inference_mode()
def examples(model: Renderer, pairs: Pairs, seed: int) -> UInt8[np.ndarray, "H W 3"]:
    """A grid of training pairs: portrait, driving mesh, generated frame, real frame."""
    device = next(model.parameters()).device
    batch = pairs.batch(EXAMPLES, seed, 0).to(device)
    generated = model.eval()(batch.portrait, batch.portrait_mesh, batch.mesh)
    tensors = (batch.portrait, batch.mesh, generated, batch.frame)
    columns = [as_pictures(tensor) for tensor in tensors]
    return np.concatenate([np.concatenate(list(column)) for column in columns], axis=1)


def write_picture(path: Path, picture: UInt8[np.ndarray, "H W 3"]) -> None:
    """Write a PNG file."""
    with atomic(path) as temporary:
        Image.fromarray(picture).save(temporary)
