"""What RLHG and PCH share: losses, the LSTM, and listeners of whole clips.

Both are given the listener's first frame, as in the task they were designed for, and regress the
frame after each frame of the speaker, without random draws. They train on whole windows, each with
its own first frame: no shortened windows and no padding, which the original counts as zeros.

B windows, T frames, C components, M components of motion (expression and pose).
"""

from collections.abc import Iterator

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.rlhg import RlhgSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.features.windows import WindowBatch
from elp.models.inputs import portrait_of, read_rows
from elp.models.sizes import Sizes
from elp.samples.listener_motion import ListenerMotion, to_sample
from elp.samples.store import Sample


def pairwise_distance(
    generated: Float[Tensor, "B T C"], target: Float[Tensor, "B T C"]
) -> Float[Tensor, ""]:
    """Mean over windows and frames of the Euclidean distance, as torch's (with its ε of 1e-6)."""
    return F.pairwise_distance(generated.flatten(0, 1), target.flatten(0, 1)).mean()


def spiky_distance(
    generated: Float[Tensor, "B T C"], target: Float[Tensor, "B T C"]
) -> Float[Tensor, ""]:
    """The same distance between differences of neighbouring frames."""
    return pairwise_distance(generated.diff(dim=1), target.diff(dim=1))


def motion_of(batch: WindowBatch) -> Float[Tensor, "B T M"]:
    """Expression and pose of the real listener."""
    return torch.cat([batch.expression, batch.pose], dim=-1)


def recurrent(settings: RlhgSettings, *, bidirectional: bool = False) -> nn.LSTM:
    """The LSTM, without biases, as the published parameter count of RLHG implies."""
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


def answer_clips(
    model: nn.Module,
    features: FeatureSet,
    statistics: Statistics,
    settings: SamplingSettings,
    seed: int,
) -> Iterator[Sample]:
    """One listener of each clip, generated at once; their first frame is the real listener's."""
    del seed  # no random draws
    width = features.listener_expression.shape[1]
    for clip in features.clips:
        whole = _answer(model, features, clip)
        listener = ListenerMotion.without_blinks(whole, width)
        yield to_sample(clip.name, 0, listener, statistics, settings.blink_threshold)


@torch.inference_mode()
def _answer(model: nn.Module, features: FeatureSet, clip: FeatureClip) -> Float[np.ndarray, "T M"]:
    device = next(model.parameters()).device
    mfcc, _, speaker = read_rows(features, clip.start + np.arange(clip.frames)[None], device)
    first = portrait_of(features, clip)[None].to(device)
    whole = torch.cat([first, model(mfcc, speaker, first)[0, :-1]])
    motion: np.ndarray = whole.float().cpu().numpy()
    return motion
