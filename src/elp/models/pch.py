"""Perceptual Conversational Head as a listener: RLHG with its four regularisations.

The authors state that their listener is RLHG's, unmodified; the ELP paper reports a "PCH**" of its
own without describing it. So this is RLHG with the changes of their talking track: the first frame
as an input of every frame, batch normalisation, a residual connection from the first frame, no loss
on the first frames, and L1 on the pose.

B batch, T frames, S speech features, M components of motion.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from elp.config.rlhg import PchSettings
from elp.features.windows import WindowBatch
from elp.models.kind import ModelKind, single_stage
from elp.models.regression import (
    answer_clips,
    expression_and_pose,
    motion_of,
    pairwise_distance,
    recurrent,
    spiky_distance,
)
from elp.models.sizes import Sizes


class Pch(nn.Module):
    """The listener's next frame from the whole clip of the speaker and the listener's first frame.

    Parameters
    ----------
    settings : PchSettings
        Sizes of the network.
    sizes : Sizes
        Sizes of the data.

    References
    ----------
    Huang et al., "Perceptual Conversational Head Generation with Regularized Driver and Enhanced
    Renderer", ACM MM 2022; docs/paper.md.
    """

    def __init__(self, settings: PchSettings, sizes: Sizes) -> None:
        super().__init__()
        self.settings, self.sizes = settings, sizes
        self.hear = nn.Linear(sizes.mfcc + 2 * sizes.motion, settings.inputs)
        self.normalise = nn.BatchNorm1d(settings.inputs)
        self.lstm = recurrent(settings, bidirectional=True)
        self.move = nn.Linear(2 * settings.hidden, sizes.motion)

    def forward(
        self,
        mfcc: Float[Tensor, "B T S"],
        speaker: Float[Tensor, "B T M"],
        first: Float[Tensor, "B M"],
    ) -> Float[Tensor, "B T M"]:
        """The listener's frame after each frame of the speaker, z-scored; arguments as in RLHG."""
        portrait = first[:, None].expand(-1, mfcc.shape[1], -1)
        heard = self.hear(torch.cat([mfcc, speaker, portrait], dim=-1))
        frames, _ = self.lstm(self.normalise(heard.transpose(1, 2)).transpose(1, 2))
        following: Tensor = self.move(frames) + portrait
        return following


def pch_loss(model: Pch, batch: WindowBatch) -> dict[str, Tensor]:
    """Distances of the expression, and L1 of the pose, which also replaces its spiky term."""
    listener = motion_of(batch)
    skipped = model.settings.skipped
    generated = model(batch.mfcc, batch.speaker, listener[:, 0])[:, skipped:-1]
    expression, pose = expression_and_pose(model.sizes, generated, listener[:, skipped + 1 :])
    difference = (pose[0] - pose[1]).abs().mean()
    return {
        "expression": pairwise_distance(*expression),
        "pose": difference,
        "expression_spiky": model.settings.spiky_expression * spiky_distance(*expression),
        "pose_spiky": model.settings.spiky_pose * difference,
    }


KIND = ModelKind(PchSettings, Pch, single_stage("pch", pch_loss), answer_clips)
