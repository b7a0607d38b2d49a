"""What the regression baselines share: windows, losses, and the answer to a whole clip.

Both are given the listener's first frame, as in the task they were made for, and regress the frame
that follows each frame of the speaker; they draw nothing. B windows, T frames, S speech features, M
components of motion (expression and pose).
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.rlhg import RlhgSettings
from elp.config.sampling import SamplingSettings
from elp.config.schedule import ScheduleSettings
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.features.windows import TrainingWindows, WindowBatch
from elp.models.inputs import portrait_of, read_rows
from elp.models.kind import TrainingStage
from elp.models.sizes import Sizes
from elp.samples.motion import ListenerMotion, to_sample
from elp.samples.store import Sample


def pairwise_distance(
    generated: Float[Tensor, "B T C"], target: Float[Tensor, "B T C"]
) -> Float[Tensor, ""]:
    """Mean over windows and frames of the Euclidean distance, as torch's (with its ε of 1e-6)."""
    return F.pairwise_distance(generated.flatten(0, 1), target.flatten(0, 1)).mean()


def spiky_distance(
    generated: Float[Tensor, "B T C"], target: Float[Tensor, "B T C"]
) -> Float[Tensor, ""]:
    """The same of the differences between neighbouring frames."""
    return pairwise_distance(generated.diff(dim=1), target.diff(dim=1))


def motion_of(batch: WindowBatch) -> Float[Tensor, "B T M"]:
    """Expression and pose of the real listener."""
    return torch.cat([batch.expression, batch.pose], dim=-1)


def recurrent(settings: RlhgSettings, *, bidirectional: bool = False) -> nn.LSTM:
    """The network's memory: no biases, as RLHG's published parameter count implies."""
    return nn.LSTM(
        settings.inputs,
        settings.hidden,
        settings.layers,
        bias=False,
        batch_first=True,
        bidirectional=bidirectional,
        dropout=settings.dropout if settings.layers > 1 else 0.0,
    )


def expression_and_pose(
    sizes: Sizes, generated: Float[Tensor, "B T M"], target: Float[Tensor, "B T M"]
) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Generated and real expression, and generated and real pose."""
    widths = [sizes.expression, sizes.pose]
    expression, pose = zip(
        generated.float().split(widths, dim=-1), target.split(widths, dim=-1), strict=True
    )
    return expression, pose


def one_stage(
    name: str,
    model: nn.Module,
    settings: RlhgSettings,
    loss: Callable[[Any, WindowBatch], dict[str, Tensor]],
    data: FeatureSet,
    schedule: ScheduleSettings,
    seed: int,
) -> Iterator[TrainingStage]:
    """Training on random windows, each begun by its own first frame.

    Neither shortened windows nor padding are trained on, which the original counts as zeros.
    """
    windows = TrainingWindows(data, settings.window)
    yield TrainingStage(
        name,
        model,
        loss,
        lambda step: windows.random_batch(schedule.batch_size, seed, step),
        settings.optimiser,
        schedule.steps,
    )


def answer_clips(
    model: nn.Module,
    features: FeatureSet,
    statistics: Statistics,
    settings: SamplingSettings,
    seed: int,
) -> Iterator[Sample]:
    """One listener a clip, generated in one go: the first frame is the real one, as it is given."""
    del seed  # nothing is drawn
    width = features.listener_expression.shape[1]
    for clip in features.clips:
        whole = _answer(model, features, clip)
        listener = ListenerMotion(
            whole[:, :width], whole[:, width:], np.zeros(clip.frames, np.float32)
        )
        yield to_sample(clip.name, 0, listener, statistics, settings.blink_threshold)


@torch.inference_mode()
def _answer(model: nn.Module, features: FeatureSet, clip: FeatureClip) -> Float[np.ndarray, "T M"]:
    device = next(model.parameters()).device
    mfcc, _, speaker = read_rows(features, clip.start + np.arange(clip.frames)[None], device)
    first = portrait_of(features, clip)[None].to(device)
    whole = torch.cat([first, model(mfcc, speaker, first)[0, :-1]])
    found: np.ndarray = whole.float().cpu().numpy()
    return found
