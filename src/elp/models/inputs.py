"""Inputs of models from the features of a split.

W windows of T frames, C expression and pose components.
"""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from elp.features.store import FeatureClip, FeatureSet


def portrait_of(features: FeatureSet, clip: FeatureClip) -> Float[Tensor, "C"]:
    """Expression and pose of the listener in the clip's first frame, z-scored."""
    parts = (features.listener_expression[clip.start], features.listener_pose[clip.start])
    return torch.from_numpy(np.concatenate(parts).astype(np.float32))


def read_rows(
    features: FeatureSet, rows: Int[np.ndarray, "W T"], device: torch.device
) -> tuple[Tensor, Tensor, Tensor]:
    """Speech, style and motion of the speaker in these rows, as `Ase.encode_logits` reads them."""
    speaker = (features.speaker_expression[rows], features.speaker_pose[rows])
    parts = (features.mfcc[rows], features.style[rows], np.concatenate(speaker, axis=-1))
    mfcc, style, motion = (
        torch.from_numpy(values.astype(np.float32, copy=False)).to(device) for values in parts
    )
    return mfcc, style, motion
