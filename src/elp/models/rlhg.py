"""Responsive Listening Head Generation: an LSTM that regresses the listener frame by frame.

B batch, T frames, S speech features, M components of motion (expression and pose).
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from elp.config.rlhg import RlhgSettings
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


class Rlhg(nn.Module):
    """The listener's next frame from the speaker's frames so far and the listener's first frame.

    248,449 parameters at 73 components of motion and 45 speech features, as published.

    Parameters
    ----------
    settings : RlhgSettings
        Sizes of the network.
    sizes : Sizes
        Sizes of the data; all models of this project read the same speech features.

    References
    ----------
    Zhou et al., "Responsive Listening Head Generation", ECCV 2022; docs/paper.md.
    """

    def __init__(self, settings: RlhgSettings, sizes: Sizes) -> None:
        super().__init__()
        self.settings, self.sizes = settings, sizes
        motion, heard = sizes.motion, sizes.mfcc + sizes.motion
        self.begin = nn.Sequential(
            nn.LayerNorm(motion),
            nn.Linear(motion, motion),
            nn.Tanh(),
            nn.Linear(motion, 2 * settings.layers * settings.hidden),
        )
        self.hear = nn.Sequential(nn.LayerNorm(heard), nn.Linear(heard, settings.inputs), nn.Tanh())
        self.lstm = recurrent(settings)
        self.move = nn.Linear(settings.hidden, motion)

    def forward(
        self,
        mfcc: Float[Tensor, "B T S"],
        speaker: Float[Tensor, "B T M"],
        first: Float[Tensor, "B M"],
    ) -> Float[Tensor, "B T M"]:
        """The listener's frame after each frame of the speaker, z-scored.

        Parameters
        ----------
        mfcc, speaker : tensor, shape (B, T, S) and (B, T, M)
            Speech and motion of the speaker.
        first : tensor, shape (B, M)
            The listener's first frame, which becomes the initial state of the LSTM.
        """
        state = self.begin(first).unflatten(1, (2, self.settings.layers, self.settings.hidden))
        hidden, cell = (part.transpose(0, 1).contiguous() for part in state.unbind(dim=1))
        frames, _ = self.lstm(self.hear(torch.cat([mfcc, speaker], dim=-1)), (hidden, cell))
        following: Tensor = self.move(frames)
        return following


def rlhg_loss(model: Rlhg, batch: WindowBatch) -> dict[str, Tensor]:
    """Distance and "spiky" distance of expression and pose, from the second frame on.

    The original has four groups: angle, expression, translation and crop. Our pose is its angle and
    translation, and there is no crop.
    """
    listener = motion_of(batch)
    generated = model(batch.mfcc, batch.speaker, listener[:, 0])[:, :-1]
    expression, pose = expression_and_pose(model.sizes, generated, listener[:, 1:])
    settings = model.settings
    return {
        "expression": pairwise_distance(*expression),
        "pose": pairwise_distance(*pose),
        "expression_spiky": settings.spiky_expression * spiky_distance(*expression),
        "pose_spiky": settings.spiky_pose * spiky_distance(*pose),
    }


KIND = ModelKind(RlhgSettings, Rlhg, single_stage("rlhg", rlhg_loss), answer_clips)
